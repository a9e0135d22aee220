import { defineChannel } from "@/server/channels/manifest";
import { SETTINGS } from "@/server/channels/settings";

export const wukongimChannel = defineChannel({ kind: "wukongim", settings: SETTINGS.wukongim });

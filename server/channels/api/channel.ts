import { defineChannel } from "@/server/channels/manifest";
import { SETTINGS } from "@/server/channels/settings";

export const apiChannel = defineChannel({ kind: "api", settings: SETTINGS.api });

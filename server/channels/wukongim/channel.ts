import { defineChannel } from "@/server/channels/manifest";
import { wukongimSetup } from "./settings";

export const wukongimChannel = defineChannel({ kind: "wukongim", settings: wukongimSetup.schema });

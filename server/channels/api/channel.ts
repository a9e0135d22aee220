import { defineChannel } from "@/server/channels/manifest";
import { apiSetup } from "./settings";

export const apiChannel = defineChannel({ kind: "api", settings: apiSetup.schema });

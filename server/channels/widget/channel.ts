import { defineChannel } from "@/server/channels/manifest";
import { widgetSetup } from "./settings";

export const widgetChannel = defineChannel({ kind: "widget", settings: widgetSetup.schema });

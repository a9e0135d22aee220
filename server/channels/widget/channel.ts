import { defineChannel } from "@/server/channels/manifest";
import { SETTINGS } from "@/server/channels/settings";

export const widgetChannel = defineChannel({ kind: "widget", settings: SETTINGS.widget });

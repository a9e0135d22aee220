import { defineChannel } from "@/server/channels/manifest";
import { checkWidget } from "./check";
import { widgetRoutes } from "./routes";
import { widgetSender } from "./sender";
import { widgetSettings } from "./settings";

export const widgetChannel = defineChannel({
  kind: "widget",
  settings: widgetSettings,
  check: checkWidget,
  routes: widgetRoutes,
  openSender: () => ({ sender: widgetSender, close: () => {} }),
});

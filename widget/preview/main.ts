import type { WidgetPreview } from "@/server/contract/channel/widget";
import { defineElement } from "@/widget/element";
import { createScenes } from "./scenes";

/** The widget in the sandboxed frame of the settings screen, which posts a `WidgetPreview` for each change. */
function start(): void {
  defineElement();
  keepFocusOutside();
  const scenes = createScenes();
  addEventListener("message", ({ source, data }: MessageEvent<WidgetPreview>) => {
    if (source !== parent) return;
    document.documentElement.lang = data.locale;
    document.documentElement.dataset["theme"] = data.theme;
    scenes.show(data);
  });
  // The frame's policy lets only the product's own pages be the parent.
  parent.postMessage("ready", location.origin);
}

/** Somebody types in the form beside the frame: the widget moves the focus only while it is in here, and Tab leaves the frame. */
function keepFocusOutside(): void {
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (options) {
    if (document.hasFocus()) focus.call(this, options);
  };
  addEventListener("keydown", (event) => event.key === "Tab" && event.stopImmediatePropagation(), true);
}

start();

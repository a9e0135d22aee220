"use client";

import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";

/** Whether a notification plays a sound. */
export const soundSwitch = createBrowserSwitch("tickline.sound", { isOnByDefault: false });

/** Whether the browser shows a notification while no window of ours is visible. */
export const desktopSwitch = createBrowserSwitch("tickline.desktop", { isOnByDefault: false });

/** The browser's permission for notifications; plain http over a network cannot request it. */
export const desktopRight = (): "granted" | "denied" | "default" | "unsupported" =>
  typeof Notification === "undefined" || !window.isSecureContext ? "unsupported" : Notification.permission;

"use client";

import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";

/** Whether a notification is heard. */
export const soundSwitch = createBrowserSwitch("tickline.sound", { isOnAtFirst: false });

/** Whether a notification is shown by the browser while no window of ours is seen. */
export const desktopSwitch = createBrowserSwitch("tickline.desktop", { isOnAtFirst: false });

/** Whether the browser can show notifications, and lets us; plain http over a network may not even ask. */
export const desktopRight = (): "granted" | "denied" | "default" | "unsupported" =>
  typeof Notification === "undefined" || !window.isSecureContext ? "unsupported" : Notification.permission;

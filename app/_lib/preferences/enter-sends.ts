"use client";

import { createBrowserSwitch } from "./browser-switch";

const enterSends = createBrowserSwitch("tickline.enter-sends", { isOnByDefault: false });

/** Whether Enter sends a message; otherwise it begins a new line. */
export const useEnterSends = enterSends.use;
export const setEnterSends = enterSends.set;

"use client";

import { createBrowserSwitch } from "./browser-switch";

const singleKeys = createBrowserSwitch("tickline.single-keys", { isOnByDefault: true });

/** Whether keys without Ctrl or Command trigger actions; users of speech input turn them off. */
export const areSingleKeysOn = singleKeys.isOn;
export const useSingleKeys = singleKeys.use;
export const setSingleKeys = singleKeys.set;

"use client";

import { createBrowserSwitch } from "./browser-switch";

const opening = createBrowserSwitch("tickline.list-keys-open", { isOnByDefault: true });

/** Whether J and K open the next conversation while one is open; otherwise they only move the ring. */
export const doListKeysOpen = opening.isOn;
export const useListKeysOpen = opening.use;
export const setListKeysOpen = opening.set;

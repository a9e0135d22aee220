"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const isMac = () => /mac|iphone|ipad/i.test(navigator.userAgent);

/** Whether the reader's keyboard has a command key. */
export const useIsMac = (): boolean => useSyncExternalStore(never, isMac, () => false);

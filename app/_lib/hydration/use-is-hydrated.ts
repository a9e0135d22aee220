"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/**
 * Whether the component may show values that only the browser has, such as the time zone. False on the server and during
 * hydration, where the HTML must be equal; true afterwards, and in components mounted later.
 */
export const useIsHydrated = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );

"use client";

import { useEffect, useSyncExternalStore } from "react";

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

/** Marks the document as soon as it responds to clicks and keys: browser tests wait for it. Render it as the last child. */
export function ReadyMark() {
  useEffect(() => {
    document.documentElement.dataset["ready"] = "";
  }, []);
  return null;
}

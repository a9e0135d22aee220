"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/**
 * Whether the component may show what only the browser knows, such as the reader's time zone. False on the server and
 * while React hydrates the server's HTML, whose text has to be the same; true right after, and in whatever is mounted
 * later.
 */
export const useIsHydrated = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );

"use client";

import { createContext, useContext, useSyncExternalStore } from "react";

import { serverNow } from "./server-now";

/** Relative times are shown in minutes. */
const STEP_MS = 20_000;

/** When the server rendered the page, in ms. */
export const RenderedAt = createContext(0);

let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (Math.abs(serverNow() - now) > STEP_MS) now = serverNow(); // no time was shown for a while, or the clock is another
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of listeners) each();
  }, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The time in ms, at most some seconds old; one clock for all relative times on the page. During hydration the same as on the
 * server, so that the text is equal; 0 without `RenderedAt`.
 */
export function useNow(): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    listen,
    () => now,
    () => renderedAt,
  );
}

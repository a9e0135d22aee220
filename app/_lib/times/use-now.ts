"use client";

import { useSyncExternalStore } from "react";

/** Relative times are shown in minutes. */
const STEP_MS = 20_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
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
 * The time in ms, at most some seconds old; one clock for all relative times on the page. 0 on the server and during
 * hydration, where the text must be equal.
 */
export const useNow = (): number =>
  useSyncExternalStore(
    listen,
    () => now,
    () => 0,
  );

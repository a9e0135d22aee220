"use client";

import { useSyncExternalStore } from "react";

/** Relative times are told in minutes. */
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
 * The time, in ms, as of some seconds ago; one clock for all relative times on the page. 0 on the server and while its
 * HTML is hydrated: a moment later it would be another.
 */
export const useNow = (): number =>
  useSyncExternalStore(
    listen,
    () => now,
    () => 0,
  );

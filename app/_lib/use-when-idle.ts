"use client";

import { useEffect, useEffectEvent } from "react";

/** Runs `act` when the browser is idle, for example to preload code. */
export function useWhenIdle(act: () => unknown): void {
  const onIdle = useEffectEvent(act);
  useEffect(() => {
    // Safari has no idle callback.
    if (typeof requestIdleCallback === "undefined") {
      const timer = setTimeout(() => onIdle(), 1_000);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(() => onIdle(), { timeout: 3_000 });
    return () => cancelIdleCallback(handle);
  }, []);
}

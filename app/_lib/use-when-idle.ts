"use client";

import { useEffect, useEffectEvent } from "react";

/** Preloads code when the browser is idle. Without a network nothing is loaded: what is needed later is loaded then. */
export function useWhenIdle(preload: () => Promise<unknown>): void {
  const onIdle = useEffectEvent(() => void preload().catch(() => undefined));
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

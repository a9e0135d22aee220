"use client";

import { useEffect, useState } from "react";

/** A value after it has stayed the same for `afterMs`, so that typing does not fetch for each letter. */
export function useDebounced<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

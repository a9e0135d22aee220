"use client";

import { useEffect, useRef } from "react";

/** A message that arrives while one writes counts as seen after it has been visible this long. */
const CHECK_INTERVAL_MS = 1_000;

/** The newest message that the reader has seen, by conversation. */
const seen = new Map<number, number>();

/** Undefined until the end of the conversation was visible. */
export const seenNumberOf = (displayId: number): number | undefined => seen.get(displayId);

/** Records what the reader sees: `number` is the newest visible message, 0 while the end is not visible. */
export function useSeenNumber(displayId: number, number: number): void {
  const isOpening = useRef(true);
  useEffect(() => {
    if (number === 0) return;
    const note = () => seen.set(displayId, Math.max(number, seen.get(displayId) ?? 0));
    if (isOpening.current) note();
    isOpening.current = false;
    const timer = setTimeout(note, CHECK_INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [displayId, number]);
}

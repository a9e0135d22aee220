"use client";

import { useEffect, useRef } from "react";

/** A message that comes while one writes counts as read when it has stood there for this long. */
const CHECK_INTERVAL_MS = 1_000;

/** The newest message that the reader has seen, by conversation. */
const seen = new Map<number, number>();

/** Undefined as long as the end of the conversation was not on the screen. */
export const seenNumberOf = (displayId: number): number | undefined => seen.get(displayId);

/** Notes what the reader sees: `number` is the newest one on the screen, 0 while its end cannot be seen. */
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

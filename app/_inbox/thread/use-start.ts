"use client";

import { useEffect, useRef, useState } from "react";
import type { ThreadItem } from "./items";

type Scroll = {
  scrollToEnd: () => void;
  scrollToIndex: (index: number, options: { align: "start" | "center" }) => void;
};

/**
 * Puts the reader at their place once, when the first messages are there: the message that the address leads to, else the
 * first that nobody has read, else the end. Afterwards tells that it has happened.
 */
export function useStart(virtual: Scroll, items: readonly ThreadItem[], linked: number | null): boolean {
  const [isPlaced, setPlaced] = useState(false);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (items.length === 0 || hasBegun.current) return;
    hasBegun.current = true;
    const at = items.findIndex((item) => item.kind === "message" && item.message.number === linked);
    const unread = items.findIndex((item) => item.kind === "unread");
    if (at >= 0) virtual.scrollToIndex(at, { align: "center" });
    else if (unread >= 0) virtual.scrollToIndex(unread, { align: "start" });
    else virtual.scrollToEnd();
    // What is in sight there is known after the browser has scrolled: until then nothing is read ahead.
    requestAnimationFrame(() => requestAnimationFrame(() => setPlaced(true)));
  }, [virtual, items, linked]);
  return isPlaced;
}

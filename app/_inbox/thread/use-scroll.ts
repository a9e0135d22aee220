"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ThreadItem } from "@/app/_inbox/thread/items/items";

/** Within this distance the reader counts as at the end, in px. */
export const AT_END_PX = 80;

/** Stays at the end when the composer below grows. */
export function useKeepEnd(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const lost = height - element.clientHeight;
      const wasAtEnd = element.scrollHeight - element.scrollTop - height <= AT_END_PX;
      if (lost > 0 && wasAtEnd) element.scrollTop += lost;
      height = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
}

/** Name of the event of a frame in whose document something was pressed, perhaps a quotation to unfold: clicks stay in there. */
export const PRESSED_IN_FRAME = "pressedinframe";

/** A press has its effect within this time, in ms. */
const UNFOLDING_MS = 1_000;

/** Whether a reader has just pressed what unfolds something. */
export function useUnfolding(scroller: RefObject<HTMLElement | null>): boolean {
  const [isUnfolding, setUnfolding] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onPress = ({ type, target }: Event) => {
      if (type === "click" && !(target instanceof Element && target.closest("[aria-expanded=false]"))) return;
      setUnfolding(true);
      clearTimeout(timer);
      timer = setTimeout(() => setUnfolding(false), UNFOLDING_MS);
    };
    const events = ["click", PRESSED_IN_FRAME];
    for (const event of events) element?.addEventListener(event, onPress, true);
    return () => {
      clearTimeout(timer);
      for (const event of events) element?.removeEventListener(event, onPress, true);
    };
  }, [scroller]);
  return isUnfolding;
}

/**
 * What a reader unfolds grows downwards, so that what was pressed stays where it is, also at the end of the thread, where new
 * messages move the others upwards. The list also forgoes an earlier scroll for which it was too short.
 */
export function useUnfoldDownwards(
  virtual: { scrollToOffset: (offset: number) => void },
  scroller: RefObject<HTMLElement | null>,
  isUnfolding: boolean,
): void {
  useLayoutEffect(() => {
    if (isUnfolding && scroller.current) virtual.scrollToOffset(scroller.current.scrollTop);
  }, [virtual, scroller, isUnfolding]);
}

type Scroll = {
  scrollToEnd: () => void;
  scrollToIndex: (index: number, options: { align: "start" | "center" }) => void;
};

/**
 * Scrolls once, when the first messages are loaded: to the linked message, else to the first unread one, else to the end.
 * Returns whether that has happened.
 */
export function useInitialScroll(
  virtual: Scroll,
  items: readonly ThreadItem[],
  linked: number | null,
): boolean {
  const [isPlaced, setPlaced] = useState(false);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (items.length === 0 || hasBegun.current) return;
    hasBegun.current = true;
    const at = items.findIndex((item) => hasNumber(item, linked));
    const unread = items.findIndex((item) => item.kind === "unread");
    if (at >= 0) virtual.scrollToIndex(at, { align: "center" });
    else if (unread >= 0) virtual.scrollToIndex(unread, { align: "start" });
    else virtual.scrollToEnd();
    // The visible items are known only after the browser has scrolled: until then nothing more is fetched.
    requestAnimationFrame(() => requestAnimationFrame(() => setPlaced(true)));
  }, [virtual, items, linked]);
  return isPlaced;
}

/** Whether an item is the message with a number, or has it among its lines. */
const hasNumber = (item: ThreadItem, number: number | null): boolean =>
  item.kind === "message"
    ? item.message.number === number
    : item.kind === "run" && item.messages.some((message) => message.number === number);

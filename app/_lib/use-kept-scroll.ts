"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/** Where lists were scrolled to, by what they list, for as long as the tab is open. */
let kept = new Map<string, number>();
const KEPT_MAX = 50;
/** Of the session storage, which outlasts a reload. */
const KEPT = "tickline.scroll";

/** The address to which the reader went by Back, Forward or a reload, and not by a link. */
let travelledTo: string | null = null;
const travel = () => {
  travelledTo = location.pathname + location.search;
};
if (typeof window !== "undefined") {
  window.addEventListener("popstate", travel);
  window.addEventListener("pagehide", () => sessionStorage.setItem(KEPT, JSON.stringify([...kept])));
  const [entry] = performance.getEntriesByType("navigation");
  if (entry && "type" in entry && entry.type !== "navigate") {
    kept = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
    travel();
  }
}

function keep(key: string, top: number): void {
  kept.delete(key);
  if (top > 0) kept.set(key, top);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
}

/**
 * Scrolls a list to where it was when the reader left it, if they come back by Back, Forward or a reload; by a link it starts
 * at its top.
 * `key`: what it lists. `hasRows`: its content is there. Returns what to call when it is scrolled.
 */
export function useKeptScroll(
  scroller: RefObject<HTMLElement | null>,
  key: string,
  hasRows: boolean,
): () => void {
  const restored = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!hasRows || !scroller.current || restored.current === key) return;
    restored.current = key;
    const isBack = travelledTo === location.pathname + location.search;
    scroller.current.scrollTop = isBack ? (kept.get(key) ?? 0) : 0;
  }, [scroller, key, hasRows]);
  return () => {
    if (restored.current === key) keep(key, scroller.current?.scrollTop ?? 0);
  };
}

"use client";

import { useEffect, useSyncExternalStore } from "react";
import { useLive } from "@/app/_lib/live/live";

/** Paging past a conversation does not count as viewing it. */
const VIEWING_AFTER_MS = 700;
/** The server drops a viewer whose presence is not repeated. */
const REPEAT_MS = 40_000;

/** Sends to the other members that one views the open conversation, for as long as it is open. */
export function useViewing(displayId: number | null): void {
  const live = useLive();
  const isAttentive = useAttention();
  useEffect(() => {
    if (displayId === null || !isAttentive) return;
    let hide = () => {};
    const send = () => {
      const before = hide;
      hide = live.show({ views: [], conversations: [], counters: false, viewed: [displayId] });
      before();
    };
    const first = setTimeout(send, VIEWING_AFTER_MS);
    const again = setInterval(send, REPEAT_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
      hide();
    };
  }, [live, displayId, isAttentive]);
}

/** A reader without input for this long counts as absent. */
const IDLE_MS = 5 * 60_000;
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove", "focus"] as const;

const listeners = new Set<() => void>();
let isIdle = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastInputAt = 0;

const notifyAll = () => {
  for (const listener of listeners) listener();
};

function recordInput(): void {
  const now = Date.now();
  if (!isIdle && now - lastInputAt < 1_000) return;
  lastInputAt = now;
  clearTimeout(timer);
  timer = setTimeout(() => {
    isIdle = true;
    notifyAll();
  }, IDLE_MS);
  if (!isIdle) return;
  isIdle = false;
  notifyAll();
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) begin();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) end();
  };
}

function begin(): void {
  recordInput();
  document.addEventListener("visibilitychange", notifyAll);
  for (const type of INPUT_EVENTS) window.addEventListener(type, recordInput, { passive: true });
}

function end(): void {
  clearTimeout(timer);
  document.removeEventListener("visibilitychange", notifyAll);
  for (const type of INPUT_EVENTS) window.removeEventListener(type, recordInput);
}

const isAttentive = () => document.visibilityState === "visible" && !isIdle;

/** Whether the reader is present: the window is visible and had input in the last minutes. */
const useAttention = (): boolean => useSyncExternalStore(listen, isAttentive, () => false);

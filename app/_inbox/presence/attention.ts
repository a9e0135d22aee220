"use client";

import { useSyncExternalStore } from "react";

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
export const useAttention = (): boolean => useSyncExternalStore(listen, isAttentive, () => false);

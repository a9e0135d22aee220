"use client";

type Notice = { text: string; detail?: string; action?: { label: string; run: () => void } };
export type ShownNotice = Notice & { tone: "plain" | "bad" };
type Show = (notice: ShownNotice) => void;

/** What was told before the window was there. */
const waiting: ShownNotice[] = [];
const listeners = new Set<() => void>();
let shown: Show | null = null;
let wasShown = false;

function publish(notice: ShownNotice): void {
  wasShown = true;
  if (shown) shown(notice);
  else waiting.push(notice);
  for (const listener of listeners) listener();
}

/** Tells what was done, with at most one thing to do about it. */
export const notify = (notice: Notice): void => publish({ ...notice, tone: "plain" });

/** Tells why something was not done. */
export const warn = (notice: Notice): void => publish({ ...notice, tone: "bad" });

/** Hands the notices to the window, first those that wait; gives back how to end that. */
export function showBy(show: Show): () => void {
  shown = show;
  for (const notice of waiting.splice(0)) show(notice);
  return () => {
    shown = null;
  };
}

/** Whether anything was told in this page, to be listened to: from then on the window is there. */
export const wasNotified = (): boolean => wasShown;

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

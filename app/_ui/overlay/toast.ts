"use client";

type Notice = { text: string; detail?: string; action?: { label: string; run: () => void } };
export type ShownNotice = Notice & { tone: "plain" | "bad" };
type Show = (notice: ShownNotice) => void;

/** Toasts from before the window was loaded. */
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

/** Shows a toast with a result, and at most one action. */
export const notify = (notice: Notice): void => publish({ ...notice, tone: "plain" });

/** Shows a toast with the reason why something was not done. */
export const warn = (notice: Notice): void => publish({ ...notice, tone: "bad" });

/** Passes toasts to the window, waiting ones first; returns a function that ends that. */
export function showBy(show: Show): () => void {
  shown = show;
  for (const notice of waiting.splice(0)) show(notice);
  return () => {
    shown = null;
  };
}

/** Whether this page has had a toast: from then on the window is rendered. A store, with `onToast`. */
export const wasNotified = (): boolean => wasShown;

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

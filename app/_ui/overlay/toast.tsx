"use client";

type Notice = {
  text: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** It is shown until the reader closes it or another one replaces it. */
  stays?: true;
  /** What it reports, for `dismissAbout`. */
  about?: string;
};
export type ShownNotice = Omit<Notice, "about"> & { id: string; tone: "plain" | "bad" };
/** The window of toasts, which shows one at a time: the newest. */
export type ToastPort = { show(notice: ShownNotice): void; dismiss(id: string): void };
/** A toast that was shown or waits for the window. */
type Toast = { dismiss: () => void };

const listeners = new Set<() => void>();
let port: ToastPort | null = null;
/** The newest toast from before the window was loaded. */
let waiting: ShownNotice | null = null;
let count = 0;
/** The newest toast, if it is about something. */
let newest: (Toast & { about: string }) | null = null;

function publish({ about, ...notice }: Notice & Pick<ShownNotice, "tone">): Toast {
  count++;
  const id = String(count);
  if (port) port.show({ ...notice, id });
  else waiting = { ...notice, id };
  for (const listener of listeners) listener();
  const dismiss = () => {
    if (waiting?.id === id) waiting = null;
    port?.dismiss(id);
  };
  newest = about === undefined ? null : { about, dismiss };
  return { dismiss };
}

/** Shows a toast with a result, and at most one action. It replaces the one before. */
export const notify = (notice: Notice): Toast => publish({ ...notice, tone: "plain" });

/** Shows a toast with the reason why something was not done. */
export const warn = (notice: Notice): Toast => publish({ ...notice, tone: "bad" });

/** Removes the toast about something that has changed since, if it is still shown. */
export function dismissAbout(about: string): void {
  if (newest?.about === about) newest.dismiss();
}

/** Passes toasts to the window, a waiting one first; returns a function that ends that. */
export function showBy(next: ToastPort): () => void {
  port = next;
  if (waiting) next.show(waiting);
  waiting = null;
  return () => {
    port = null;
  };
}

/** Whether this page has had a toast: from then on the window is rendered. A store, with `onToast`. */
export const wasNotified = (): boolean => count > 0;

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A place for toasts at the bottom of a pane: as high as the toast that lies on it, so that nothing is covered. The toast
 * lies on the first place that is visible (`useToastPlace`).
 */
export function ToastPlace() {
  return <div data-toast-place className="shrink-0" />;
}

/**
 * `connecting`: initially, and during a short break. `live`: every change arrives. `offline`: disconnected for longer than
 * a moment; the screen may be out of date. `signedOut`: the session ended.
 */
export type LiveState = "connecting" | "live" | "offline" | "signedOut";

/** A shorter break does not count as offline. */
const OFFLINE_AFTER_MS = 3000;

/** The state that is shown. */
export function createLiveHealth() {
  const listeners = new Set<() => void>();
  let state: LiveState = "connecting";
  let offline: ReturnType<typeof setTimeout> | undefined;

  function stopWaiting(): void {
    clearTimeout(offline);
    offline = undefined;
  }

  function show(next: LiveState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  return {
    state: () => state,
    onState: (listener: () => void) => listen(listeners, listener),
    enter(next: LiveState): void {
      if (next !== "connecting") stopWaiting();
      else offline ??= setTimeout(() => show("offline"), OFFLINE_AFTER_MS); // from the first failed try
      if (next !== "connecting" || state !== "offline") show(next);
    },
    stopWaiting,
  };
}

/** Adds a listener; returns a function that removes it. */
export function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

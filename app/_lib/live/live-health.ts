/**
 * `connecting`: at first, and during a short break. `live`: every change arrives. `offline`: away for longer than a
 * moment; what is shown may be old. `signedOut`: the session ended.
 */
export type LiveState = "connecting" | "live" | "offline" | "signedOut";

/** A break shorter than this is not called offline. */
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
      else offline ??= setTimeout(() => show("offline"), OFFLINE_AFTER_MS); // from the first try that failed
      if (next !== "connecting" || state !== "offline") show(next);
    },
    stopWaiting,
  };
}

/** Adds a listener; gives back how to take it away. */
export function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

import type { ActionId } from "./registry";

/** A requested action whose component is being loaded, with the keys that were pressed after it, in their order. */
export type Queued<P> = { id: ActionId; presses: P[] };

export type KeyQueue<P> = {
  /** The action waits, and so do the keys after it, which may be meant for what it opens. */
  begin(id: ActionId, target: string): void;
  /** Adds a press behind the waiting action; false when none waits. */
  add(press: P): boolean;
  /** The actions of this target are loaded: the listener gets, soon, what waited for them. */
  release(target: string): void;
  /** Forgets what still waits, soon: a release in the same turn comes first. */
  drop(): void;
  /** Sets the one listener; returns a function that removes it. */
  onRelease(listener: (queued: Queued<P>) => void): () => void;
};

/** Queues keys that are pressed while an action's component is loaded. Only the last requested action waits. */
export function createKeyQueue<P>(): KeyQueue<P> {
  let queued: (Queued<P> & { target: string }) | null = null;
  let listener: ((queued: Queued<P>) => void) | null = null;
  return {
    begin(id, target) {
      queued = { id, target, presses: [] };
    },
    add(press) {
      queued?.presses.push(press);
      return queued !== null;
    },
    release(target) {
      const released = queued;
      queued = null;
      if (released?.target === target) queueMicrotask(() => listener?.(released));
    },
    drop() {
      queueMicrotask(() => {
        queued = null;
      });
    },
    onRelease(next) {
      listener = next;
      return () => {
        listener = null;
      };
    },
  };
}

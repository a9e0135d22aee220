import type { ActionId } from "./registry";

/** A requested action whose component is being loaded, with the keys that were pressed after it, in their order. */
export type Held<P> = { id: ActionId; presses: P[] };

export type HeldKeys<P> = {
  /** The action waits, and so do the keys after it, which may be meant for what it opens. */
  hold(id: ActionId, target: string): void;
  /** Adds a press behind the waiting action; false when none waits. */
  keep(press: P): boolean;
  /** The actions of this target are loaded: the listener gets, soon, what waited for them. */
  release(target: string): void;
  /** Forgets what still waits, soon: a release in the same turn comes first. */
  drop(): void;
  /** Sets the one listener; returns a function that removes it. */
  onRelease(listener: (held: Held<P>) => void): () => void;
};

/** Holds keys that are pressed while an action's component is loaded. Only the last requested action waits. */
export function createHeldKeys<P>(): HeldKeys<P> {
  let held: (Held<P> & { target: string }) | null = null;
  let listener: ((held: Held<P>) => void) | null = null;
  return {
    hold(id, target) {
      held = { id, target, presses: [] };
    },
    keep(press) {
      held?.presses.push(press);
      return held !== null;
    },
    release(target) {
      const released = held;
      held = null;
      if (released?.target === target) queueMicrotask(() => listener?.(released));
    },
    drop() {
      queueMicrotask(() => {
        held = null;
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

import type { ActionId } from "./registry";

/**
 * A requested action whose target is not shown yet, with the keys that were pressed after it, in their order. `id: null`: only keys, until a
 * menu that was closed is gone.
 */
export type Queued<P> = { id: ActionId | null; presses: P[] };

export type KeyQueue<P> = {
  /**
   * The action waits, and so do the keys after it, which may be meant for what it opens. Keys that wait for a menu to be gone (null) are
   * meant for what was chosen in it.
   */
  begin(id: ActionId | null, target: string): void;
  /**
   * The reader was writing, and the text's conversation is left: what is typed is ignored until the screen is settled, and
   * then until a typing that has begun before pauses. Letters of a text never run as commands. `typedAt`: the screen is settled
   * already, and the text's field went after a key at this time.
   */
  mute(typedAt?: number): void;
  /**
   * Takes a press that waits or is ignored; false when keys work. `at`: when it was made, by the page's clock: while the page renders,
   * a press is handled later than that.
   */
  add(press: P, at?: number): boolean;
  /**
   * The target is shown and its actions are loaded: the listener gets, soon, what waited for it. What waits for another one of
   * its kind is forgotten.
   */
  release(target: string): void;
  /**
   * The screen shows what the address names: what waits for another target of this kind (its first word) is forgotten, and
   * keys are no longer ignored.
   */
  settle(target: string): void;
  /** Forgets what still waits for this target, soon: a release in the same turn comes first. */
  drop(target: string): void;
  /** Sets the one listener; returns a function that removes it. */
  onRelease(listener: (queued: Queued<P>) => void): () => void;
};

/** The first word of a target. */
const kindOf = (target: string): string => target.split(" ", 1).join();

/** Letters of one text follow each other faster than this, in ms. */
const PAUSE_MS = 600;

/** Queues keys that are pressed while an action's target is not shown. Only the last requested action waits. */
export function createKeyQueue<P>(now: () => number = () => performance.now()): KeyQueue<P> {
  let queued: (Queued<P> & { target: string }) | null = null;
  let muted: { isShown: boolean; typedAt: number } | null = null;
  let listener: ((queued: Queued<P>) => void) | null = null;

  /** Whether a press belongs to a text whose field is gone. */
  function isStray(at: number): boolean {
    if (!muted) return false;
    const hasPaused = at - muted.typedAt > PAUSE_MS;
    if (muted.isShown && hasPaused) muted = null;
    else muted.typedAt = at;
    return muted !== null;
  }
  /** Forgets what waits for another target of this kind: a conversation, a row, the selection. */
  function forgetOthers(target: string): void {
    if (queued && queued.target !== target && kindOf(queued.target) === kindOf(target)) queued = null;
  }
  return {
    begin(id, target) {
      if (id === null && queued) return; // its keys
      queued = { id, target, presses: queued?.id === null ? queued.presses : [] };
      if (id !== null) muted = null;
    },
    mute(typedAt) {
      queued = null;
      muted = { isShown: typedAt !== undefined && muted?.isShown !== false, typedAt: typedAt ?? now() };
    },
    add(press, at = now()) {
      if (isStray(at)) return true;
      queued?.presses.push(press);
      return queued !== null;
    },
    settle(target) {
      if (muted) muted.isShown = true;
      forgetOthers(target);
    },
    release(target) {
      forgetOthers(target);
      if (queued?.target !== target) return; // of another kind
      const released = queued;
      queued = null;
      queueMicrotask(() => listener?.(released));
    },
    drop(target) {
      queueMicrotask(() => {
        if (queued?.target === target) queued = null;
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

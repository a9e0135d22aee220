import { type Current, type CurrentEvent, NOTHING_CURRENT, nextCurrent } from "./current";

/** The current conversation. A store, so that a step of the ring renders only what shows or uses it. */
export type Cursor = {
  state(): Current;
  /** The row with the ring of a list without a thread. */
  ring(): number | null;
  dispatch(event: CurrentEvent): void;
  subscribe(listener: () => void): () => void;
};

export function createCursor(): Cursor {
  const listeners = new Set<() => void>();
  let state = NOTHING_CURRENT;
  return {
    state: () => state,
    ring: () => state.ring,
    dispatch(event) {
      const before = state;
      state = nextCurrent(state, event);
      if (before.ring === state.ring && before.held === state.held && before.last === state.last) return;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The row with the ring, by `displayId`. A store, so that a step renders only what shows or uses the ring. */
export type Cursor = {
  at(): number | null;
  /** The last row that had the ring: the list's tab stop. */
  last(): number | null;
  to(displayId: number | null): void;
  subscribe(listener: () => void): () => void;
};

export function createCursor(): Cursor {
  const listeners = new Set<() => void>();
  let at: number | null = null;
  let last: number | null = null;
  return {
    at: () => at,
    last: () => last,
    to(displayId) {
      if (displayId === at) return;
      at = displayId;
      last = displayId ?? last;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A value with subscribers, who are called after each change. */
export function createStore<T>(initial: T) {
  let value = initial;
  const subscribers = new Set<() => void>();
  return {
    get: () => value,
    update(change: (before: T) => T) {
      const next = change(value);
      if (next === value) return;
      value = next;
      for (const subscriber of [...subscribers]) subscriber();
    },
    subscribe(subscriber: () => void): () => void {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}

export type Store<T> = ReturnType<typeof createStore<T>>;

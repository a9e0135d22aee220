/** A value with subscribers, who are called after each change. */
export function createStore<T extends object>(initial: T) {
  let value = initial;
  const subscribers = new Set<() => void>();
  function update(change: (before: T) => T): void {
    const next = change(value);
    if (next === value) return;
    value = next;
    for (const subscriber of [...subscribers]) subscriber();
  }
  return {
    get: () => value,
    update,
    set: (change: Partial<T>) => update((before) => ({ ...before, ...change })),
    subscribe(subscriber: () => void): () => void {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}

export type Store<T extends object> = ReturnType<typeof createStore<T>>;

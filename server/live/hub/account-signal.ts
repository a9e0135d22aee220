/** Tells listeners what happens in their account, without a log. */
export type AccountSignal<A extends unknown[]> = {
  tell(accountId: number, ...told: A): void;
  /** Calls the listener for each of the account, whoever may see it; returns a function that ends it. */
  listen(accountId: number, listener: (...told: A) => void): () => void;
};

export function createAccountSignal<A extends unknown[]>(): AccountSignal<A> {
  const listeners = new Map<number, Set<(...told: A) => void>>();
  return {
    tell(accountId, ...told) {
      for (const listener of listeners.get(accountId) ?? []) listener(...told);
    },
    listen(accountId, listener) {
      const those = listeners.get(accountId) ?? new Set();
      listeners.set(accountId, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0 && listeners.get(accountId) === those) listeners.delete(accountId);
      };
    },
  };
}

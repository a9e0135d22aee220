import { shared } from "@/server/lib/shared";
import type { Present } from "./presence-book";

type Listener = (entry: Present, isTyping: boolean) => void;

/** Tells who starts or stops typing, in this process or another; one per process. */
export type TypingSignal = {
  tell(accountId: number, entry: Present, isTyping: boolean): void;
  /** Calls the listener for each sign of the account; returns a function that ends it. */
  listen(accountId: number, listener: Listener): () => void;
};

export const typingSignal = (): TypingSignal => shared("typing-signal", createSignal);

function createSignal(): TypingSignal {
  const listeners = new Map<number, Set<Listener>>();
  return {
    tell(accountId, entry, isTyping) {
      for (const listener of listeners.get(accountId) ?? []) listener(entry, isTyping);
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

import { shared } from "@/server/lib/shared";

/** Tells those who wait for an account's log to grow; one per process. */
export type LogSignal = {
  /** There may be more in the logs of these accounts; without a word, of whichever. */
  ring(accountIds?: Iterable<number>): void;
  /** Resolves when it is rung for the account, closed, after `ms`, or when `signal` is aborted: the waiter looks itself. */
  wait(accountId: number, ms: number, signal?: AbortSignal): Promise<void>;
  /** The process is ending: nobody waits any more. */
  close(): void;
  isClosed(): boolean;
};

export const logSignal = (): LogSignal => shared("log bell", createSignal);

function createSignal(): LogSignal {
  const waiting = new Map<number, Set<() => void>>();
  let isClosed = false;
  const ring = (accountIds: Iterable<number> = waiting.keys()) => {
    for (const accountId of [...accountIds]) for (const wake of [...(waiting.get(accountId) ?? [])]) wake();
  };
  const leave = (accountId: number, wake: () => void) => {
    const those = waiting.get(accountId);
    those?.delete(wake);
    if (those?.size === 0) waiting.delete(accountId);
  };
  return {
    ring,
    wait: (accountId, ms, signal) =>
      new Promise((resolve) => {
        if (isClosed || signal?.aborted) return resolve();
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", wake);
          leave(accountId, wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal?.addEventListener("abort", wake);
        waiting.set(accountId, (waiting.get(accountId) ?? new Set()).add(wake));
      }),
    close() {
      isClosed = true;
      ring();
    },
    isClosed: () => isClosed,
  };
}

import { shared } from "@/server/lib/shared";

/** Wakes the waiters of an account's log; one per process. */
export type LogSignal = {
  /** Wakes the waiters of these accounts; without an argument, all waiters. */
  wake(accountIds?: Iterable<number>): void;
  /** Resolves on `wake` for the account, on `close`, after `ms`, or when `signal` aborts. The waiter then reads the log. */
  wait(accountId: number, ms: number, signal?: AbortSignal): Promise<void>;
  /** Wakes all waiters: the process ends. */
  close(): void;
  isClosed(): boolean;
};

export const logSignal = (): LogSignal => shared("log-signal", createSignal);

function createSignal(): LogSignal {
  const waiting = new Map<number, Set<() => void>>();
  let isClosed = false;
  const wakeAccounts = (accountIds: Iterable<number> = waiting.keys()) => {
    for (const accountId of [...accountIds]) for (const wake of [...(waiting.get(accountId) ?? [])]) wake();
  };
  const leave = (accountId: number, wake: () => void) => {
    const those = waiting.get(accountId);
    those?.delete(wake);
    if (those?.size === 0) waiting.delete(accountId);
  };
  return {
    wake: wakeAccounts,
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
      wakeAccounts();
    },
    isClosed: () => isClosed,
  };
}

import { shared } from "@/server/lib/shared";

/** Tells those who wait for the log to grow; one per process. */
export type LogBell = {
  /** There may be more in the log, of whichever account. */
  ring(): void;
  /** Resolves when it is rung, closed, after `ms`, or when `signal` is aborted: the waiter looks for itself. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** The process is ending: nobody waits any more. */
  close(): void;
  isClosed(): boolean;
};

export const logBell = (): LogBell => shared("log bell", createLogBell);

export function createLogBell(): LogBell {
  const waiting = new Set<() => void>();
  let isClosed = false;
  const ring = () => {
    for (const wake of [...waiting]) wake();
  };
  return {
    ring,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (isClosed || signal?.aborted) return resolve();
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", wake);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal?.addEventListener("abort", wake);
        waiting.add(wake);
      }),
    close() {
      isClosed = true;
      ring();
    },
    isClosed: () => isClosed,
  };
}

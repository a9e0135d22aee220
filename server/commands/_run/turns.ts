import { Refusal } from "@/server/contract/_shared/refusal";
import { createKeyedQueue, type Taken } from "@/server/lib/async/keyed-queue";
import { metrics } from "@/server/lib/process/metrics";
import type { Tx } from "@/server/store/events/tx";

/** Bounds how many may do something with the same key at the same time. Those beyond wait in order, for a bounded time. */
export type Turns = {
  /** Takes a place if one is free, else null. Call the returned function once, to free it. */
  tryTake(key: string): (() => void) | null;
  /** Waits for a place until `deadlineMs` (by `performance.now()`), then refuses with `server.busy`. */
  take(key: string, deadlineMs: number): (() => void) | Promise<() => void>;
};

/** One who waits; `begin`: a place is theirs. */
type Waiter = { begin: (leave: () => void) => void };

/** `most`: places per key. `by`: what the metric of those who waited in vain is counted under. */
export function createTurns(most: number, by: "account" | "row"): Turns {
  const queue = createKeyedQueue<string, Waiter>({ takesOfKey: most });

  /** Frees a place, which passes on to the next in turn. */
  const leaving = (taken: Taken<string, Waiter>) => () => {
    queue.done(taken);
    const next = queue.takeOf(taken.key);
    if (next) for (const { begin } of next.items) begin(leaving(next));
  };
  function add(key: string): Waiter {
    const waiter: Waiter = { begin: () => {} };
    queue.add(key, waiter);
    return waiter;
  }

  const wait = (key: string, waiter: Waiter, deadlineMs: number): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const giveUp = () => {
        queue.remove(key, waiter);
        metrics.crowded.inc({ by });
        reject(new Refusal("server.busy"));
      };
      const timer = setTimeout(giveUp, deadlineMs - performance.now());
      waiter.begin = (leave) => {
        clearTimeout(timer);
        resolve(leave);
      };
    });

  return {
    tryTake(key) {
      const waiter = add(key);
      const taken = queue.takeOf(key);
      if (!taken) queue.remove(key, waiter);
      return taken && leaving(taken);
    },
    take(key, deadlineMs) {
      const waiter = add(key);
      const taken = queue.takeOf(key);
      return taken ? leaving(taken) : wait(key, waiter, deadlineMs);
    },
  };
}

/** Too many transactions wait for this row's lock: the operation is to be run again when it is its turn. */
export class RowCrowded extends Error {
  readonly row: string;

  constructor(row: string) {
    super(`too many wait for ${row}`);
    this.row = row;
  }
}

/** `Tx.atLock` of one transaction. `admitted`: the row on which it has a place already. */
export const lockInTurn =
  (turns: Turns, admitted: string | null): Tx["atLock"] =>
  async (row, lock) => {
    if (row === admitted) return lock();
    const leave = turns.tryTake(row);
    if (!leave) throw new RowCrowded(row);
    try {
      return await lock();
    } finally {
      leave();
    }
  };

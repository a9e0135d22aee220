import { Refusal } from "@/server/contract/_shared/refusal";
import { metrics } from "@/server/lib/process/metrics";
import type { Tx } from "@/server/store/events/tx";

/** Bounds how many may do something with the same key at the same time. Those beyond wait in order, for a bounded time. */
export type Turns = {
  /** Takes a place if one is free, else null. Call the returned function once, to free it. */
  tryTake(key: string): (() => void) | null;
  /** Waits for a place until `deadlineMs` (by `performance.now()`), then refuses with `server.busy`. */
  take(key: string, deadlineMs: number): (() => void) | Promise<() => void>;
};

type Line = { taken: number; waiting: Set<() => void> };

/** `most`: places per key. `by`: what the metric of those who waited in vain is counted under. */
export function createTurns(most: number, by: "account" | "row"): Turns {
  const lines = new Map<string, Line>();

  function freeing(key: string, line: Line): () => void {
    return () => {
      const [next] = line.waiting;
      if (next) return next(); // the place passes on
      line.taken -= 1;
      if (line.taken === 0) lines.delete(key);
    };
  }

  const lineOf = (key: string): Line => {
    const line = lines.get(key) ?? { taken: 0, waiting: new Set() };
    lines.set(key, line);
    return line;
  };
  function enter(key: string, line: Line): () => void {
    line.taken += 1;
    return freeing(key, line);
  }

  function wait(key: string, line: Line, deadlineMs: number): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        line.waiting.delete(begin);
        resolve(freeing(key, line));
      };
      const refuse = () => {
        line.waiting.delete(begin);
        metrics.crowded.inc({ by });
        reject(new Refusal("server.busy"));
      };
      const timer = setTimeout(refuse, deadlineMs - performance.now());
      line.waiting.add(begin);
    });
  }

  return {
    tryTake(key) {
      const line = lineOf(key);
      return line.taken < most ? enter(key, line) : null;
    },
    take(key, deadlineMs) {
      const line = lineOf(key);
      return line.taken < most ? enter(key, line) : wait(key, line, deadlineMs);
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

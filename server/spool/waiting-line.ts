import { createOrder, type Ordered } from "./order";
import type { Waiting } from "./segment-files";

/** A record in the line, and what its tries have shown. */
export type Queued = Waiting & {
  tries: number;
  /** Not tried before, by the clock of the replay. */
  notBeforeMs: number;
  /** Tries that failed although the core had answered others since the one before. */
  ownFailures: number;
  /** Answers of the core to anything, at the last try. */
  answersSeen: number;
};

/** Records that wait for the core. They leave in their order, where they have one. */
export type WaitingLine = {
  add(at: Waiting): void;
  /** Whether a record waits or is being sent that must come before such a request. */
  isBehind(request: Ordered): boolean;
  /** The first that has nothing before it and is due; it is then being sent. Null: there is none. */
  next(nowMs: number): Queued | null;
  /** It is done: what waited for it follows. */
  finish(record: Queued): void;
  /** It is sent again at its time; what waits for it goes on waiting. */
  putBack(record: Queued): void;
  /** As `putBack`, but those that waited for it go first. */
  moveBack(record: Queued): void;
  size(): number;
  /** When the one that has waited longest arrived, in ms since 1970; null: nothing waits. */
  oldestAt(): number | null;
};

/** Records that were put back may be due at any time: so many are examined for one that is due now. */
const EXAMINED_MAX = 1_000;

const UNTRIED = { tries: 0, notBeforeMs: 0, ownFailures: 0, answersSeen: 0 };

export function createWaitingLine(): WaitingLine {
  const ready = new Set<Queued>();
  const all = new Set<Queued>();
  const order = createOrder<Queued>((record) => ready.add(record));
  return {
    add(at) {
      const record: Queued = { ...at, keys: [...new Set(at.keys)], ...UNTRIED };
      all.add(record);
      order.add(record);
    },
    isBehind: order.isBehind,
    next(nowMs) {
      let examined = 0;
      for (const record of ready) {
        examined += 1;
        if (examined > EXAMINED_MAX) break;
        if (record.notBeforeMs > nowMs) continue;
        ready.delete(record);
        return record;
      }
      return null;
    },
    finish(record) {
      all.delete(record);
      order.remove(record);
    },
    putBack: (record) => void ready.add(record),
    moveBack(record) {
      order.remove(record);
      order.add(record);
    },
    size: () => all.size,
    oldestAt() {
      for (const { at } of all) return at;
      return null;
    },
  };
}

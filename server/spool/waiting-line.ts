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

/** Records that wait for the core. Those with a key in common leave in the order in which they came. */
export type WaitingLine = {
  add(at: Waiting): void;
  /** Whether a record with one of these keys waits or is being sent. */
  has(keys: readonly string[]): boolean;
  /** The first that has nothing before it and is due; it is then being sent. Null: there is none. */
  next(nowMs: number): Queued | null;
  /** It is done: what waited for it follows. */
  finish(record: Queued): void;
  /** It is sent again at its time; what waits for it goes on waiting. */
  putBack(record: Queued): void;
  size(): number;
  /** When the one that has waited longest arrived, in ms since 1970; null: nothing waits. */
  oldestAt(): number | null;
};

/** Records that were put back may be due at any time: so many are examined for one that is due now. */
const EXAMINED_MAX = 1_000;

const UNTRIED = { tries: 0, notBeforeMs: 0, ownFailures: 0, answersSeen: 0 };

export function createWaitingLine(): WaitingLine {
  const lines = new Map<string, Line>();
  const ready = new Set<Queued>();
  const all = new Set<Queued>();

  const isFirst = (record: Queued) => record.keys.every((key) => lines.get(key)?.first() === record);
  return {
    add(at) {
      const record: Queued = { ...at, keys: [...new Set(at.keys)], ...UNTRIED };
      all.add(record);
      for (const key of record.keys) {
        const line = lines.get(key) ?? new Line();
        lines.set(key, line);
        line.push(record);
      }
      if (isFirst(record)) ready.add(record);
    },
    has: (keys) => keys.some((key) => lines.has(key)),
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
      for (const key of record.keys) {
        const line = lines.get(key);
        line?.shift();
        const follower = line?.first();
        if (!follower) lines.delete(key);
        else if (isFirst(follower)) ready.add(follower);
      }
    },
    putBack: (record) => void ready.add(record),
    size: () => all.size,
    oldestAt() {
      for (const { at } of all) return at;
      return null;
    },
  };
}

/** First in, first out. An array's `shift` would move all others. */
class Line {
  #records: Queued[] = [];
  #from = 0;

  first = (): Queued | undefined => this.#records[this.#from];

  push(record: Queued): void {
    this.#records.push(record);
  }

  shift(): void {
    this.#from += 1;
    if (this.#from < 1_000 && this.#from < this.#records.length) return;
    this.#records = this.#records.slice(this.#from);
    this.#from = 0;
  }
}

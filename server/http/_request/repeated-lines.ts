/** Kinds of repetitions that are counted at one time; beyond, each is written. */
const KINDS_MAX = 10_000;

/** Writes the first of equal lines, and the number of the others when the interval ends. */
export type RepeatedLines<T> = {
  /** True: the line is counted, and is not to be written. */
  isRepeated(key: string, line: T): boolean;
};

type Options<T> = {
  everyMs: number;
  /** Called at the end of an interval in which a line was repeated, with the first one. */
  write(line: T, repeated: number): void;
};

/** A client that is refused again and again makes one line in each interval. */
export function createRepeatedLines<T>({ everyMs, write }: Options<T>): RepeatedLines<T> {
  const counted = new Map<string, { line: T; repeated: number }>();
  const settle = (key: string): void => {
    const kind = counted.get(key);
    counted.delete(key);
    if (kind && kind.repeated > 0) write(kind.line, kind.repeated);
  };
  return {
    isRepeated(key, line) {
      const kind = counted.get(key);
      if (kind) {
        kind.repeated += 1;
        return true;
      }
      if (counted.size >= KINDS_MAX) return false;
      counted.set(key, { line, repeated: 0 });
      setTimeout(settle, everyMs, key).unref();
      return false;
    },
  };
}

/** One call that took an attempt to the program behind its inbox. Times in ms since 1970. */
export type ProgramCall = {
  messageId: number;
  attempt: number;
  beganMs: number;
  /** Null: it runs. */
  endedMs: number | null;
  /** Without a definite answer: the program may still be working on it. */
  isUnconfirmed: boolean;
};

/**
 * How long a call runs before its program can report that it failed. Evolution API waits 500 ms before it sends; the rest
 * is for timers and clocks.
 */
export const FAILS_AFTER_MS = 400;
/** How long after the end of a call a report can still be about it. */
export const REPORTED_WITHIN_MS = 5 * 60_000;

/**
 * The calls that a report without an id can be about; the report says that the program could not send a message, and
 * arrived at `atMs`. A program reports a failure while it is called or when it has answered, and its conversation has one
 * call at a time. So a call that has run long enough to fail comes before the one that was accepted last: the next call has
 * often begun when the report arrives. A call without an answer may fail at any time. One result: it is known which.
 */
export function callsOfReport(calls: readonly ProgramCall[], atMs: number): ProgramCall[] {
  const isRunning = ({ endedMs }: ProgramCall) => endedMs === null || endedMs > atMs;
  const running = calls.filter((call) => isRunning(call) && atMs - call.beganMs >= FAILS_AFTER_MS);
  const ended = calls
    .filter((call) => !isRunning(call) && atMs - endOf(call) <= REPORTED_WITHIN_MS)
    .toSorted((a, b) => endOf(b) - endOf(a));
  const unanswered = ended.filter(({ isUnconfirmed }) => isUnconfirmed);
  const [last] = ended;
  const accepted = running.length === 0 && last && !last.isUnconfirmed ? [last] : [];
  return [...running, ...unanswered, ...accepted];
}

const endOf = ({ endedMs }: ProgramCall): number => endedMs ?? Number.POSITIVE_INFINITY;

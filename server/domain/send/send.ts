/** What a sender said of one try to take a message out. */
export type SendOutcome =
  /** It has the message. `pending`: it reports later whether the message was sent. */
  | { kind: "accepted"; sourceId: string | null; status: "sent" | "pending" }
  /** It will not send the message. `error`: its words. */
  | { kind: "refused"; error: string }
  /** It provably did not get the message. `retryAfterMs`: the pause that it requested. */
  | { kind: "not_sent"; reason: string; retryAfterMs: number | null }
  /** It may have got the message, and gave no definite answer. `isFinal`: no look-up can end the doubt. */
  | { kind: "ambiguous"; reason: string; isFinal?: true };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The delays of further tries, in ms after the previous try; the last one repeats. */
const DELAYS_MS: readonly [number, ...number[]] = [
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
];
/** A fifth to either side, so that the sends of one outage do not come back at once. */
const JITTER = 0.2;
/** For how long a send is tried. */
export const SEND_FOR_MS = 24 * HOUR;
/** For how long a send that cannot go keeps the later ones of its conversation waiting. */
export const BLOCKS_FOR_MS = 10 * MINUTE;
/** The longest time between two tries, without a sender's request for a pause. */
export const SEND_DELAY_MAX_MS = HOUR * (1 + JITTER);

/** The delay after the `tries`-th try, in ms; `random` in [0, 1). A requested pause can only make it longer. */
export function sendDelayMs(tries: number, random: number, retryAfterMs: number | null): number {
  const planned = DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1] ?? DELAYS_MS[0];
  const spread = Math.round(planned * (1 + JITTER * (2 * random - 1)));
  return Math.max(spread, Math.min(retryAfterMs ?? 0, SEND_FOR_MS));
}

/** A send that was tried. Times in ms since 1970. */
export type TriedSend = {
  /** Including this one. */
  tries: number;
  queuedMs: number;
  /** An earlier try was ambiguous. */
  isDoubtful: boolean;
  /** The sender ignores a send that it knows already. */
  deduplicates: boolean;
  /** The sender can be asked whether it got a send. */
  answersLookups: boolean;
};

export type NextOfSend =
  | { state: "accepted" | "refused" | "unconfirmed" | "expired"; isDoubtful: boolean }
  | { state: "waiting"; dueMs: number; isDoubtful: boolean };

/**
 * What follows a try that ended at `endMs`. A try without a definite answer is repeated only by a sender that
 * deduplicates. One that answers look-ups is asked, as long as the send may block its conversation. It is tried once more when it begins to let the later messages of its conversation go, so that an
 * outage that has ended by then does not change their order. After 24 hours a send expires; it is unconfirmed instead
 * if one of its tries may have arrived.
 */
export function afterSendTry(
  outcome: SendOutcome,
  send: TriedSend,
  { endMs, random }: { endMs: number; random: number },
): NextOfSend {
  const isDoubtful = send.isDoubtful || outcome.kind === "ambiguous";
  if (outcome.kind === "accepted" || outcome.kind === "refused") return { state: outcome.kind, isDoubtful };
  const blocksUntilMs = send.queuedMs + BLOCKS_FOR_MS;
  const isFinal = outcome.kind === "ambiguous" && outcome.isFinal;
  const canLookUp = send.answersLookups && !isFinal && endMs < blocksUntilMs;
  if (outcome.kind === "ambiguous" && !send.deduplicates && !canLookUp)
    return { state: "unconfirmed", isDoubtful };
  const retryAfterMs = outcome.kind === "not_sent" ? outcome.retryAfterMs : null;
  const plannedMs = endMs + sendDelayMs(send.tries, random, retryAfterMs);
  const lastTryMs = Math.max(blocksUntilMs, endMs + (retryAfterMs ?? 0));
  const dueMs = endMs < blocksUntilMs ? Math.min(plannedMs, lastTryMs) : plannedMs;
  if (dueMs < send.queuedMs + SEND_FOR_MS) return { state: "waiting", dueMs, isDoubtful };
  return { state: isDoubtful ? "unconfirmed" : "expired", isDoubtful };
}

/** Whether a send is asked about instead of sent: an earlier try of it may have arrived. */
export const needsLookup = (
  send: Pick<TriedSend, "isDoubtful" | "deduplicates" | "answersLookups">,
): boolean => send.isDoubtful && send.answersLookups && !send.deduplicates;

/**
 * What follows the answer to a look-up: a definite one ends the doubt. A sender that did not get the message, and promises so, is sent it again at once,
 * as if it had not been called.
 */
export function afterLookup(
  outcome: SendOutcome,
  send: TriedSend,
  end: { endMs: number; random: number },
): NextOfSend {
  if (outcome.kind === "ambiguous") return afterSendTry(outcome, send, end);
  const next = afterSendTry(outcome, { ...send, isDoubtful: false }, end);
  return next.state === "waiting" ? { ...next, dueMs: end.endMs } : next;
}

/** The statuses by which an HTTP receiver says that it did not handle the request and that it may come again. */
const COME_AGAIN = [425, 429];
/** The client error that says nothing about whether the request was handled. */
const REQUEST_TIMEOUT = 408;

/**
 * The outcome of an HTTP answer other than 2xx: a client error is definite; 429, 425, and 503 with `Retry-After`, ask for
 * the request again; any other server error leaves open what was done.
 */
export function outcomeOfStatus(
  status: number,
  { words, retryAfterMs }: { words: string; retryAfterMs: number | null },
): SendOutcome {
  if (COME_AGAIN.includes(status) || (status === 503 && retryAfterMs !== null))
    return { kind: "not_sent", reason: words, retryAfterMs };
  if (status >= 300 && status < 500 && status !== REQUEST_TIMEOUT) return { kind: "refused", error: words };
  return { kind: "ambiguous", reason: words };
}

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

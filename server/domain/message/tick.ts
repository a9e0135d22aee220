/** What a message going out may show. `null` (incoming, notes, activity lines) has no tick. */
export const MESSAGE_STATUSES = ["pending", "sent", "failed", "delivered", "read"] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** What a channel or an integrator may report about a message. */
export const RECEIPT_SIGNALS = ["sent", "failed", "delivered", "read"] as const;
export type ReceiptSignal = (typeof RECEIPT_SIGNALS)[number];

/**
 * One total order: pending < sent < failed < delivered < read. A receipt can only raise. `null` = stale.
 * A failure beats "sent"; proof of arrival beats a failure.
 */
const NEXT: Record<MessageStatus, Record<ReceiptSignal, MessageStatus | null>> = {
  pending: { sent: "sent", failed: "failed", delivered: "delivered", read: "read" },
  sent: { sent: null, failed: "failed", delivered: "delivered", read: "read" },
  failed: { sent: null, failed: null, delivered: "delivered", read: "read" },
  delivered: { sent: null, failed: null, delivered: null, read: "read" },
  read: { sent: null, failed: null, delivered: null, read: null },
};

/** The status after `signal`, or null when the signal is stale: providers reorder and repeat receipts. */
export const nextMessageStatus = (from: MessageStatus, signal: ReceiptSignal): MessageStatus | null =>
  NEXT[from][signal];

/** The tick of one outgoing message. Times are instants; `error` is null unless the status is failed. */
export type Tick = {
  status: MessageStatus;
  /** The failure's text with the greatest (at, text); null while no failure of this attempt had a text. */
  error: { at: Date; text: string } | null;
  /** The current attempt, from 1. */
  attempt: number;
  /** We do not know whether the current attempt was sent: nobody reported in time, or it ended ambiguous. */
  unconfirmed: boolean;
  /** When the message left for the customer, as far as we know. */
  leftAt: Date | null;
  /** `leftAt` is only the attempt's start, in an inbox that starts as sent: the first receipt knows better. */
  isLeftAssumed: boolean;
};

/** One report, already assigned to an attempt (see `attemptOfReceipt`). */
export type Receipt = {
  signal: ReceiptSignal;
  attempt: number;
  /** The earlier of the time given and the time received. */
  at: Date;
  error: string | null;
};

const isBy = (at: Date | null, seenAt: Date | null): boolean =>
  at !== null && seenAt !== null && at <= seenAt;

const isOut = (status: MessageStatus): boolean => status === "sent" || status === "delivered";

/** A message that is out (sent or delivered) and left by the time the contact last looked is read. */
const readIfSeen = (tick: Tick, contactSeenAt: Date | null): Tick =>
  isOut(tick.status) && isBy(tick.leftAt, contactSeenAt) ? { ...tick, status: "read" } : tick;

function laterError(current: Tick["error"], receipt: Receipt): Tick["error"] {
  if (receipt.error === null || receipt.error === "") return current;
  const candidate = { at: receipt.at, text: receipt.error };
  if (current === null) return candidate;
  if (candidate.at.getTime() !== current.at.getTime()) return candidate.at > current.at ? candidate : current;
  return candidate.text > current.text ? candidate : current;
}

/** When the message left: the earliest of what receipts say, which beats an assumed start. */
function leftAfter(tick: Tick, receipt: Receipt): Pick<Tick, "leftAt" | "isLeftAssumed"> {
  const { leftAt, isLeftAssumed } = tick;
  if (receipt.signal === "failed") return { leftAt, isLeftAssumed };
  const isBetter = leftAt === null || isLeftAssumed || receipt.at < leftAt;
  return { leftAt: isBetter ? receipt.at : leftAt, isLeftAssumed: false };
}

/**
 * The tick after one receipt. Any permutation and repetition of receipts ends in the same tick (law 2).
 * Of an older attempt, sent and failed say nothing about the current one; delivered and read do: the
 * customer has the message. A later attempt than the current one does not exist: the caller refuses it.
 *
 * A receipt from which we learn that the message left by the time the contact last looked reads it, also when a
 * failure came first: had it come before the failure, the message would be read, and the order may not matter.
 */
export function applyReceipt(tick: Tick, receipt: Receipt, contactSeenAt: Date | null): Tick {
  const arrived = receipt.signal === "delivered" || receipt.signal === "read";
  if (receipt.attempt < tick.attempt && !arrived) return tick;

  const left = leftAfter(tick, receipt);
  const wasKnownSeen = !tick.isLeftAssumed && isBy(tick.leftAt, contactSeenAt);
  const isNowKnownSeen = !left.isLeftAssumed && isBy(left.leftAt, contactSeenAt);
  const known = { attempt: tick.attempt, unconfirmed: false, ...left };
  if (isNowKnownSeen && !wasKnownSeen) return { ...known, status: "read", error: null };

  const status = nextMessageStatus(tick.status, receipt.signal) ?? tick.status;
  const error =
    status !== "failed" ? null : receipt.signal === "failed" ? laterError(tick.error, receipt) : tick.error;
  return readIfSeen({ ...known, status, error }, contactSeenAt);
}

/** Whether two ticks show people the same: status, error text, attempt, unconfirmed. `leftAt` is bookkeeping. */
export const sameTick = (a: Tick, b: Tick): boolean =>
  a.status === b.status &&
  a.attempt === b.attempt &&
  a.unconfirmed === b.unconfirmed &&
  (a.error?.text ?? null) === (b.error?.text ?? null);

/** The tick after the contact has read up to `seenAt`. */
export const applyReadUpTo = (tick: Tick, seenAt: Date): Tick => readIfSeen(tick, seenAt);

/** The tick of a new message or of a new attempt. `startsAs` is the inbox's `messagesStartAs`. */
export const firstTick = (startsAs: "pending" | "sent", attempt: number, startedAt: Date): Tick => ({
  status: startsAs,
  error: null,
  attempt,
  unconfirmed: false,
  leftAt: startsAs === "sent" ? startedAt : null,
  isLeftAssumed: startsAs === "sent",
});

/** For how long, in minutes, a message may wait unless its inbox sets another limit; 0 = no limit. */
export const STUCK_AFTER_MINUTES = { default: 10, max: 10_080 } as const;

/** What of a pending message decides whether it is stuck. */
export type Waiting = {
  tick: Tick;
  /** When its current attempt began to wait: its start, or the end of the time to withdraw it. */
  since: Date;
  /** Of the inbox that sends the message; 0 = no limit. */
  stuckAfterMinutes: number;
};

/**
 * The tick of a message that nobody has reported about for too long, or null while it may still wait. It stays pending:
 * we do not know whether it was sent, so it is unconfirmed, until any receipt of its attempt says more.
 */
export function becomeStuck({ tick, since, stuckAfterMinutes }: Waiting, now: Date): Tick | null {
  if (tick.status !== "pending" || tick.unconfirmed || stuckAfterMinutes === 0) return null;
  return now.getTime() - since.getTime() < stuckAfterMinutes * 60_000 ? null : { ...tick, unconfirmed: true };
}

export type RetryDecision = { kind: "begin"; tick: Tick } | { kind: "refused"; code: "message.not_failed" };

/** Retry is legal on a failed or unconfirmed message; it begins the next attempt, and only it goes down. */
export function retry(tick: Tick, startsAs: "pending" | "sent", now: Date): RetryDecision {
  if (tick.status !== "failed" && !tick.unconfirmed) return { kind: "refused", code: "message.not_failed" };
  return { kind: "begin", tick: firstTick(startsAs, tick.attempt + 1, now) };
}

export type AttemptKey = { number: number; sourceId: string | null };
export type ReceiptAddress = { sourceId: string | null; attempt: number | null };

/**
 * The attempt that a receipt speaks of: the one whose `sourceId` it names, else the one it names, else the
 * current. `teaches` says that the attempt learns the receipt's `sourceId`. `null` = no such attempt.
 */
export function attemptOfReceipt(
  attempts: readonly AttemptKey[],
  address: ReceiptAddress,
): { attempt: number; teaches: boolean } | null {
  if (address.sourceId !== null) {
    const known = attempts.findLast((a) => a.sourceId === address.sourceId);
    if (known) return { attempt: known.number, teaches: false };
  }
  const chosen =
    address.attempt === null ? attempts.at(-1) : attempts.find((a) => a.number === address.attempt);
  if (!chosen) return null;
  return { attempt: chosen.number, teaches: address.sourceId !== null && chosen.sourceId === null };
}

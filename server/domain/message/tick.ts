import { type Channel, ownSenderOf } from "@/server/domain/inbox/channel";

/** The statuses of an outgoing message. `null` (incoming, notes, activity lines) = no tick. */
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
  /** Whether the current attempt was sent is unknown: no receipt came in time, or it ended ambiguously. */
  unconfirmed: boolean;
  /** When the message was sent to the customer, as far as known. */
  leftAt: Date | null;
  /** `leftAt` is only the attempt's start, in an inbox that starts as sent: the first receipt replaces it. */
  isLeftAssumed: boolean;
};

/** One report, already assigned to an attempt (see `attemptOfReceipt`). */
export type Receipt = {
  signal: ReceiptSignal;
  attempt: number;
  /** The earlier of the reported time and the time of arrival. */
  at: Date;
  error: string | null;
};

/** Whether something happened before the contact last read. */
export const isBy = (at: Date | null, seenAt: Date | null): boolean =>
  at !== null && seenAt !== null && at <= seenAt;

const isOut = (status: MessageStatus): boolean => status === "sent" || status === "delivered";

/** A sent or delivered message is read if it was sent before the contact last read. */
export const readIfSeen = (tick: Tick, contactSeenAt: Date | null): Tick =>
  isOut(tick.status) && isBy(tick.leftAt, contactSeenAt) ? { ...tick, status: "read" } : tick;

function laterError(current: Tick["error"], receipt: Receipt): Tick["error"] {
  if (receipt.error === null || receipt.error === "") return current;
  const candidate = { at: receipt.at, text: receipt.error };
  if (current === null) return candidate;
  if (candidate.at.getTime() !== current.at.getTime()) return candidate.at > current.at ? candidate : current;
  return candidate.text > current.text ? candidate : current;
}

/** When the message was sent: the earliest receipt's time, which replaces an assumed start. */
function leftAfter(tick: Tick, receipt: Receipt): Pick<Tick, "leftAt" | "isLeftAssumed"> {
  const { leftAt, isLeftAssumed } = tick;
  if (receipt.signal === "failed") return { leftAt, isLeftAssumed };
  const isBetter = leftAt === null || isLeftAssumed || receipt.at < leftAt;
  return { leftAt: isBetter ? receipt.at : leftAt, isLeftAssumed: false };
}

/**
 * The tick after one receipt. Any permutation and repetition of receipts end in the same tick (law 2).
 * An older attempt's sent and failed do not concern the current one; delivered and read do: the customer has the
 * message. A later attempt than the current one does not exist: the caller refuses it.
 *
 * A receipt that shows that the message was sent before the contact last read makes it read, also after a failure: had
 * it come before the failure, the message would be read, and the order may not matter.
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

/**
 * Why a receipt changed nothing. `repeated`: the message has this status. `lower`: it has a higher one, or failed after this was
 * reported. `final`: nothing can change any more what the receipt is about, a message that was read or an attempt that is over.
 * `too_soon`: a `sent` so soon after the failure is a reordered report of the attempt that failed, not of a new one.
 */
export const IGNORED_REASONS = ["repeated", "lower", "final", "too_soon"] as const;
export type IgnoredReason = (typeof IGNORED_REASONS)[number];

/** `countsFrom`: from when on the same report would count; null unless it was too soon. */
export type Ignored = { reason: IgnoredReason; countsFrom: Date | null };

/** When the current attempt failed, and from when on a `sent` that names no attempt begins the next one. */
export type NextAttempt = { failedAt: Date; countsFrom: Date };

/** Why a receipt left the tick as it is. `next`: null if no receipt can begin another attempt. */
export function ignoredBecause(
  tick: Tick,
  { signal, attempt, at }: Pick<Receipt, "signal" | "attempt" | "at">,
  next: NextAttempt | null,
): Ignored {
  const because = (reason: IgnoredReason): Ignored => ({ reason, countsFrom: null });
  const arrived = signal === "delivered" || signal === "read";
  if (attempt < tick.attempt && !arrived) return because("final");
  if (tick.status === signal) return because("repeated");
  if (tick.status === "read") return because("final");
  if (tick.status !== "failed" || signal !== "sent") return because("lower");
  if (!next) return because("final");
  return at < next.failedAt ? because("lower") : { reason: "too_soon", countsFrom: next.countsFrom };
}

/** Whether two ticks look the same on screens: status, error text, attempt, unconfirmed. `leftAt` is not shown. */
export const sameTick = (a: Tick, b: Tick): boolean =>
  a.status === b.status &&
  a.attempt === b.attempt &&
  a.unconfirmed === b.unconfirmed &&
  (a.error?.text ?? null) === (b.error?.text ?? null);

/** The tick after the contact has read up to `seenAt`. */
export const applyReadUpTo = (tick: Tick, seenAt: Date): Tick => readIfSeen(tick, seenAt);

/**
 * The first status of an attempt. With a sender it is pending until the sender has accepted the message: nothing shows as
 * sent that did not leave.
 */
export const firstStatus = (inbox: Sendable & { messagesStartAs: "pending" | "sent" }): "pending" | "sent" =>
  hasSender(inbox) ? "pending" : inbox.messagesStartAs;

/** The settings of an inbox that decide whether Tickline sends its messages. */
export type Sendable = { channel: Channel; callbackUrl: string | null };

/**
 * Whether Tickline takes an inbox's messages out: by the channel's own sender, or to the program at its callback URL. Else whoever
 * reads `message.send_requested` sends them.
 */
export const hasSender = ({ channel, callbackUrl }: Sendable): boolean =>
  ownSenderOf(channel) !== null || callbackUrl !== null;

/** The tick after a sender ended a try without a definite answer; the status stays. */
export const becomeUnconfirmed = (tick: Tick): Tick =>
  tick.status === "pending" ? { ...tick, unconfirmed: true } : tick;

/** The tick of a new message or of a new attempt. `startsAs` is the inbox's `messagesStartAs`. */
export const firstTick = (startsAs: "pending" | "sent", attempt: number, startedAt: Date): Tick => ({
  status: startsAs,
  error: null,
  attempt,
  unconfirmed: false,
  leftAt: startsAs === "sent" ? startedAt : null,
  isLeftAssumed: startsAs === "sent",
});

/** For how many minutes a message may be pending: the default and the maximum of an inbox; 0 = no limit. */
export const STUCK_AFTER_MINUTES = { default: 10, max: 10_080 } as const;

/** The fields of a pending message that decide whether it is stuck. */
export type Waiting = {
  tick: Tick;
  /** When its current attempt began to wait: its start, or the end of its undo window. */
  since: Date;
  /** The setting of the inbox that sends the message; 0 = no limit. */
  stuckAfterMinutes: number;
};

/**
 * The tick of a message without a receipt for too long, or null while it may still wait. It stays pending and becomes
 * unconfirmed, until any receipt of its attempt.
 */
export function becomeStuck({ tick, since, stuckAfterMinutes }: Waiting, now: Date): Tick | null {
  if (tick.status !== "pending" || tick.unconfirmed || stuckAfterMinutes === 0) return null;
  return now.getTime() - since.getTime() < stuckAfterMinutes * 60_000 ? null : { ...tick, unconfirmed: true };
}

export type RetryDecision = { kind: "begin"; tick: Tick } | { kind: "refused"; code: "message.not_failed" };

/** Retry is allowed on a failed or unconfirmed message. It begins the next attempt; only it lowers a tick. */
export function retry(tick: Tick, startsAs: "pending" | "sent", now: Date): RetryDecision {
  if (tick.status !== "failed" && !tick.unconfirmed) return { kind: "refused", code: "message.not_failed" };
  return { kind: "begin", tick: firstTick(startsAs, tick.attempt + 1, now) };
}

export type AttemptKey = { number: number; sourceId: string | null };
export type ReceiptAddress = { sourceId: string | null; attempt: number | null };

/**
 * The attempt of a receipt: the one with its `sourceId`, else the one that it names, else the current one. `teaches`:
 * the attempt learns the receipt's `sourceId`. Null = no such attempt.
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

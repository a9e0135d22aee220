import type { Tick } from "@/server/domain/message/tick";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** How many times a message is retried automatically: the default of an inbox and the maximum. */
export const AUTO_RETRY_LIMIT = { default: 4, max: 10 } as const;
/** For how many hours after it was written: the default of an inbox and the maximum. */
export const AUTO_RETRY_HOURS = { default: 6, max: 24 } as const;

/** The delay of the first automatic retry, by how much each further one is longer, and the longest delay. */
const BACKOFF = { firstMs: 30 * SECOND, factor: 4, mostMs: HOUR } as const;
/** A fifth to either side, so that the messages of one outage do not come back at once. */
const JITTER = 0.2;

/** An inbox's settings. `autoRetryErrors`: those that are temporary; none = `TRANSIENT_ERRORS`. */
export type AutoRetrySettings = {
  autoRetry: boolean;
  autoRetryLimit: number;
  autoRetryHours: number;
  autoRetryErrors: readonly string[];
};

/** What has happened to a message since a person last had it sent. */
export type RetryHistory = {
  /** How many attempts began by themselves. */
  automatic: number;
  isCancelled: boolean;
  /**
   * Receipts began an attempt: its program sends failed messages again by itself. Or the attempt that failed was made elsewhere, as on
   * the phone, which tries again by itself. Or it is a mail: the mail servers on its way have
   * tried for long, and another try would bring it again to those recipients who have it.
   */
  hasOwnRetries: boolean;
  /** An attempt, also an earlier one, ended without a definite answer. */
  mayHaveArrived: boolean;
  /** The failure was reported without naming the message. */
  isGuessed: boolean;
  /** Its conversation is in the trash or spam, or its contact is blocked. */
  isUnwanted: boolean;
};

/** A failed message. `writtenAt`: when it was sent first, or the end of its undo window. */
export type FailedMessage = { id: number; tick: Tick; writtenAt: Date; isDeleted: boolean };

/** Why a failed message is not retried automatically. */
export const NOT_RETRIED = [
  "off",
  "permanent",
  "guessed",
  "may_have_arrived",
  "own_retries",
  "unwanted",
  "cancelled",
  "limit",
  "too_old",
] as const;
export type NotRetried = (typeof NOT_RETRIED)[number];

export type AutoRetry = { kind: "at"; at: Date } | { kind: "not"; reason: NotRetried };

/**
 * When a failed message is retried automatically, or why it is not. Null: it did not fail, or is deleted. The time depends
 * only on the message and on its failure, so that repeated and reordered reports plan the same.
 */
export function decideAutoRetry(
  message: FailedMessage,
  { settings, history, now }: { settings: AutoRetrySettings; history: RetryHistory; now: Date },
): AutoRetry | null {
  const { tick } = message;
  if (tick.status !== "failed" || message.isDeleted) return null;
  const not = (reason: NotRetried): AutoRetry => ({ kind: "not", reason });
  if (!settings.autoRetry) return not("off");
  const { autoRetryErrors: own } = settings;
  if (!tick.error || !isTransient(tick.error.text, own.length > 0 ? own : TRANSIENT_ERRORS))
    return not("permanent");
  if (history.isGuessed) return not("guessed");
  if (history.mayHaveArrived) return not("may_have_arrived");
  if (history.hasOwnRetries) return not("own_retries");
  if (history.isUnwanted) return not("unwanted");
  if (history.isCancelled) return not("cancelled");
  if (history.automatic >= settings.autoRetryLimit) return not("limit");
  const delayMs = autoRetryDelayMs(history.automatic, spreadOf(message.id, tick.attempt));
  const atMs = tick.error.at.getTime() + delayMs;
  const endMs = message.writtenAt.getTime() + settings.autoRetryHours * HOUR;
  return Math.max(atMs, now.getTime()) > endMs ? not("too_old") : { kind: "at", at: new Date(atMs) };
}

/** No planned retry is later than this, unless the clock has gone back since. */
export const latestRetryAt = (now: Date): Date => new Date(now.getTime() + BACKOFF.mostMs * (1 + JITTER));

/** One further away than any delay was planned before the clock went back: it is due too. */
export const isRetryDue = (retryAt: Date, now: Date): boolean =>
  retryAt <= now || retryAt > latestRetryAt(now);

/** The delay of the next automatic retry after `done` ones, in ms; `random` in [0, 1). */
export function autoRetryDelayMs(done: number, random: number): number {
  const planned = Math.min(BACKOFF.firstMs * BACKOFF.factor ** done, BACKOFF.mostMs);
  return Math.round(planned * (1 + JITTER * (2 * random - 1)));
}

/** A number in [0, 1) that looks random and is the same each time. */
function spreadOf(messageId: number, attempt: number): number {
  const mixed = Math.imul(messageId ^ (attempt << 16) ^ (messageId >>> 15), 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) / 2 ** 32;
}

/**
 * The errors that are temporary unless an inbox has a list of its own: codes and words that say that a message was definitely
 * not sent, and that it may be sent later. Sources: Meta's list of Cloud API error codes, RFC 9110 and 6585, Node's
 * network errors. An error after which the message may have arrived (408, 500, 502, 504, ECONNRESET, ETIMEDOUT in an open
 * connection) is not among them.
 */
export const TRANSIENT_ERRORS: readonly string[] = [
  "130429", // the number's throughput is reached
  "131000", // unknown error: "try again"
  "131016", // service temporarily unavailable
  "131056", // too many messages to one customer
  "131057", // account in maintenance
  "133004", // server temporarily unavailable
  "80007", // the business account's rate limit
  "(#2)", // Graph API: temporarily unavailable
  "(#4)", // Graph API: too many calls
  "425",
  "429",
  "503",
  "Too Many Requests",
  "Service Unavailable",
  "ECONNREFUSED",
  "connection refused",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "connect ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** How many errors an inbox's own list may have, and how long each may be. */
export const TRANSIENT_ERRORS_MAX = { count: 50, chars: 100 } as const;

const DIGITS = /^\d+$/;

/** Whether one of these errors is in a failure's text. */
const isTransient = (text: string, errors: readonly string[]): boolean =>
  errors.some((error) => isIn(text.toLowerCase(), error.toLowerCase()));

/** A number is found where it stands alone; in other errors `*` stands for any text. Both in lower case. */
const isIn = (text: string, error: string): boolean =>
  DIGITS.test(error) ? hasNumber(text, error) : hasParts(text, error.split("*"));

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= "0" && char <= "9";

function hasNumber(text: string, number: string): boolean {
  for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1))
    if (!isDigit(text[at - 1]) && !isDigit(text[at + number.length])) return true;
  return false;
}

/** The first place of each part after the one before it: if these do not fit, no others do. */
function hasParts(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return parts.some((part) => part !== "");
}

import { STATUS_CODES } from "node:http";
import type { SendOutcome } from "@/server/domain/send/send";
import { retryAfterMs } from "@/server/domain/webhook/webhook-schedule";
import type { Posted } from "@/server/lib/outbound/post";
import { errorIn } from "./evolution-api";

/** Addresses that Tickline never calls: another try would end the same. */
const NEVER_CALLED: readonly string[] = ["refused_address", "refused_url"];
/** The instance has no connection to WhatsApp: Evolution reports it before it sends anything. */
const NOT_CONNECTED = /connection closed|not connected|connection is not open/i;
/** WhatsApp did not answer Evolution in time: it may have the message. */
const TIMED_OUT = /timed? ?out/i;
/** Evolution stores a message once WhatsApp has it, and reports that its database failed as 400 too. */
const NOT_STORED = /prisma/i;

export type Failed = Exclude<SendOutcome, { kind: "accepted" }>;

/** The words of a call that was not answered with 2xx. */
export function failureWords(posted: Posted): string {
  if (!posted.answered) return posted.message;
  const { status, excerpt } = posted;
  return errorIn(excerpt) ?? `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

/**
 * What a call means that was not answered with 2xx. A 5xx, and no answer once there was a connection, leave open whether Evolution
 * has sent the message; so do its reports that WhatsApp did not answer in time and that its database failed, which come as 400.
 */
export function failureOf(posted: Posted, endedAt: Date): Failed {
  const words = failureWords(posted);
  if (!posted.answered) {
    if (NEVER_CALLED.includes(posted.fault)) return { kind: "refused", error: words };
    return posted.wasConnected
      ? { kind: "ambiguous", reason: words }
      : { kind: "not_sent", reason: words, retryAfterMs: null };
  }
  const { status, retryAfter } = posted;
  const pauseMs = retryAfterMs(retryAfter, endedAt.getTime());
  if (status === 429) return { kind: "not_sent", reason: words, retryAfterMs: pauseMs };
  const isOpen = TIMED_OUT.test(words) || NOT_STORED.test(words);
  if (status < 300 || status >= 500 || status === 408 || isOpen) return { kind: "ambiguous", reason: words };
  if (NOT_CONNECTED.test(words)) return { kind: "not_sent", reason: words, retryAfterMs: null };
  return { kind: "refused", error: words };
}

/** The key is wrong, or the instance is not there: who mends that gets the file. */
const ACCESS_REFUSED: readonly number[] = [401, 403, 404];

/** Why Evolution API did not return a file, and whether it will not later either. */
export function mediaFault(posted: Posted): { words: string; isFinal: boolean } {
  const failure = failureOf(posted, new Date());
  if (failure.kind !== "refused") return { words: failure.reason, isFinal: false };
  return { words: failure.error, isFinal: posted.answered && !ACCESS_REFUSED.includes(posted.status) };
}

import { STATUS_CODES } from "node:http";
import type { SendOutcome } from "@/server/domain/send/send";
import { retryAfterMs } from "@/server/domain/webhook/webhook-schedule";
import type { Posted } from "@/server/lib/outbound/post";
import { errorIn } from "./graph";
import { isOfAccess, isOfRate, wordsOf } from "./graph-error";

/** Addresses that Tickline never calls: another try would end the same. */
const NEVER_CALLED: readonly string[] = ["refused_address", "refused_url"];

export type Failed = Exclude<SendOutcome, { kind: "accepted" }>;

/**
 * What a call means that was not answered with 2xx. Limits of rates come with several statuses. A 5xx, and no answer once there was a
 * connection, leave open whether Meta has the message.
 */
export function failureOf(posted: Posted, endedAt: Date): Failed {
  if (!posted.answered) {
    const { fault, message, wasConnected } = posted;
    if (NEVER_CALLED.includes(fault)) return { kind: "refused", error: message };
    if (!wasConnected) return { kind: "not_sent", reason: message, retryAfterMs: null };
    return { kind: "ambiguous", reason: message };
  }
  const { status, excerpt, retryAfter } = posted;
  const error = errorIn(excerpt);
  const words = error ? wordsOf(error) : `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status === 429 || (error && isOfRate(error)))
    return { kind: "not_sent", reason: words, retryAfterMs: retryAfterMs(retryAfter, endedAt.getTime()) };
  return status >= 300 && status < 500 && status !== 408
    ? { kind: "refused", error: words }
    : { kind: "ambiguous", reason: words };
}

/** Why Meta did not locate a file, and whether it will not later either. */
export function mediaFault(posted: Posted): { words: string; isFinal: boolean } {
  const failure = failureOf(posted, new Date());
  if (failure.kind !== "refused") return { words: failure.reason, isFinal: false };
  return { words: failure.error, isFinal: posted.answered && !isRefusedAccess(posted) };
}

function isRefusedAccess({ status, excerpt }: Extract<Posted, { answered: true }>): boolean {
  const error = errorIn(excerpt);
  return error ? isOfAccess(error) : status === 401 || status === 403;
}

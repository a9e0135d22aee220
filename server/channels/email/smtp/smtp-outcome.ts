import type { SendOutcome } from "@/server/domain/send/send";
import { refusesMail, smtpFaultOf, wordsOfAnswer } from "@/server/lib/web/smtp-fault";

/** A recipient whom the server refused, in its words. */
export type RefusedRecipient = { address: string; words: string };

/** Greylisting servers want the mail again after some minutes. */
const GREYLISTED_MS = 5 * 60_000;

/** Faults before any byte of a mail is sent. */
const BEFORE_DATA = ["MAIL FROM", "RCPT TO", "API"];

/**
 * The outcome of a mail whose delivery ended with `error`. `isWhole`: its last byte was passed to the socket. An answer of the server
 * is definite: 5xx refuses the mail, 4xx wants it again. Without an answer the server has a mail only if all of it was sent.
 */
export function outcomeOfFault(error: unknown, isWhole: boolean): SendOutcome {
  const fault = smtpFaultOf(error);
  const { code, command, status, words } = fault;
  const isRefused = refusesMail(fault);
  const isBeforeData = BEFORE_DATA.includes(command ?? "") || code === "EENVELOPE";
  if (isWhole && !isRefused && !isBeforeData) return { kind: "ambiguous", reason: words };
  const isInvalid = isBeforeData && status === null; // too large for the server, or without a valid recipient
  const isForNow = someForNow(error);
  if ((isInvalid || (isRefused && (status ?? 0) >= 500)) && !isForNow)
    return { kind: "refused", error: words };
  return { kind: "not_sent", reason: words, retryAfterMs: isGreylisting(status) ? GREYLISTED_MS : null };
}

/** Whether the server refused one of several recipients for now only: the mail is tried again for them. */
const someForNow = (error: unknown): boolean =>
  error instanceof Error &&
  "rejectedErrors" in error &&
  Array.isArray(error.rejectedErrors) &&
  error.rejectedErrors.some((one) => (smtpFaultOf(one).status ?? 0) < 500);

/** 450 and 451 refuse for now, and the servers that answer so expect a pause of minutes. */
const isGreylisting = (status: number | null): boolean => status === 450 || status === 451;

/** The recipients of an accepted mail whom the server refused. */
export const refusedRecipientsOf = (
  errors: readonly { recipient?: string; response?: string; message: string }[] = [],
): RefusedRecipient[] =>
  errors.map(({ recipient, response, message }) => ({
    address: recipient ?? "",
    words: wordsOfAnswer(response ?? message),
  }));

import { createHash } from "node:crypto";
import { requestLog } from "./log";
import { metrics } from "./metrics";

/**
 * What the security log has: sign-ins and sign-outs, refused ones (`locked`: too many tries), requests with an invalid
 * token or session, requests that their caller may not make, and the first request in a minute that a rate limit refuses.
 */
export type SecurityEvent =
  | "auth.sign_in"
  | "auth.sign_out"
  | "auth.refused"
  | "auth.code_refused"
  | "auth.locked"
  | "auth.token_refused"
  | "authz.refused"
  | "request.rate_limited";

type Details = {
  /** The client's address. */
  address?: string | undefined;
  agent?: string | undefined;
  accountId?: number | undefined;
  userId?: number | undefined;
  tokenId?: number | null | undefined;
  /** Of an email that was given, known or not: see `hashOfEmail`. */
  emailHash?: string | undefined;
  requestId?: string | undefined;
  method?: string | undefined;
  route?: string | undefined;
  /** The rate limit that refused. */
  limit?: string | undefined;
};

/** Writes one line to the log, with `security` as its mark, and counts it. */
export function logSecurity(event: SecurityEvent, details: Details): void {
  metrics.security.inc({ event });
  requestLog.info({ security: event, ...details }, event);
}

/** Tells lines about one email from others, without the email. */
export const hashOfEmail = (email: string): string =>
  createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 16);

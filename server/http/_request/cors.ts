import type { IncomingMessage, ServerResponse } from "node:http";
import { credentialOf, doorOf } from "@/server/http/_limits/credential-of";
import { DIALECTS } from "@/server/http/dialects";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { findCredentialOwner, hashOfCredential } from "@/server/lib/web/known-credentials";
import type { AllowedOrigins } from "@/server/queries/credentials/allowed-origins";

/** Marks the answers that pages of other sites may read; true = it was a preflight request, and is answered. */
export type AnswerCors = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

/** The APIs that are called with a token. A session's cookie is never accepted from another site. */
const DOORS: ReadonlySet<string | null> = new Set(["v1", ...DIALECTS.map(({ name }) => name)]);

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers":
    "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, X-Request-Id, X-FreeScout-API-Key, " +
    "api_access_token, api-access-token, token",
  "access-control-max-age": "600",
};
const READABLE =
  "ETag, Idempotent-Replayed, Location, Operation-Id, Preference-Applied, RateLimit, RateLimit-Policy, Resource-ID, Retry-After, " +
  "X-Request-Id";

/**
 * CORS for the APIs. A preflight request has no token, so it is allowed if any account allows the origin. The answer of
 * the request itself may be read if its token's account does; without a known token it is a refusal, which any of them
 * may read. Requests without `Origin`, as of programs, cost one comparison.
 */
export const createCors =
  (readOrigins: () => Promise<AllowedOrigins>): AnswerCors =>
  async (req, res) => {
    const { origin } = req.headers;
    if (origin === undefined) return false;
    const door = doorOf(req.url ?? "");
    if (door === null || !DOORS.has(door)) return false;
    const isPreflight = req.method === "OPTIONS" && "access-control-request-method" in req.headers;
    const accounts = (await readSafely(readOrigins)).get(origin);
    res.setHeader("vary", "Origin");
    if (isPreflight) return answerPreflight(res, accounts ? origin : null);
    if (!accounts) return false;
    const credential = credentialOf(door, req);
    const write = res.writeHead.bind(res);
    // The owner of a new token is known when the answer is.
    res.writeHead = ((...args: Parameters<typeof write>) => {
      const owner = credential === null ? null : findCredentialOwner(hashOfCredential(credential));
      if (!owner || accounts.has(owner.accountId)) {
        res.setHeader("access-control-allow-origin", origin);
        res.setHeader("access-control-expose-headers", READABLE);
      }
      return write(...args);
    }) as typeof res.writeHead; // it has overloads
    return false;
  };

/** None while the database is away: the request itself is answered, or refused, as any other. */
async function readSafely(read: () => Promise<AllowedOrigins>): Promise<AllowedOrigins> {
  try {
    return await read();
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, "the allowed origins could not be read");
    return new Map();
  }
}

function answerPreflight(res: ServerResponse, origin: string | null): true {
  res.writeHead(204, { ...(origin !== null && { ...PREFLIGHT, "access-control-allow-origin": origin }) });
  res.end();
  return true;
}

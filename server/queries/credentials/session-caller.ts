import { z } from "zod";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import { type AnyHeaders, readSessionCookie } from "@/server/lib/web/session-cookie";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "@/server/store/credentials/rights-version";
import { findSessionCaller, type SessionCaller } from "./find-caller";

/** What our sign-in puts into a session; a token without it is none of ours. */
export const sessionClaims = z.object({
  userId: z.number().int().positive(),
  sessionVersion: z.number().int(),
  sessionId: z.uuid().optional(),
});

/** Who sends these headers, by their session cookie; null = nobody. */
export async function readSessionCaller(db: Db, headers: AnyHeaders): Promise<SessionCaller | null> {
  const claims = sessionClaims.safeParse(await readSessionCookie(headers));
  return claims.success ? findSessionCaller(db, claims.data) : null;
}

/**
 * The same as of less than a second ago, and without what this process has changed since: for a thousand streams that
 * come back at once, each of which is checked again when it is there. Nothing else is asked or done by it.
 */
export async function readSessionCallerLately(db: Db, headers: AnyHeaders): Promise<SessionCaller | null> {
  const claims = sessionClaims.safeParse(await readSessionCookie(headers));
  if (!claims.success) return null;
  const { userId, sessionVersion, sessionId } = claims.data;
  return freshOf(db)(`${userId}:${sessionVersion}:${sessionId}`, () => findSessionCaller(db, claims.data));
}

type Fresh = ReturnType<typeof createTtlCache<SessionCaller>>;

const freshOf = (db: Db): Fresh => {
  const all = shared("session callers", () => new WeakMap<Db, Fresh>());
  const fresh =
    all.get(db) ?? createTtlCache<SessionCaller>({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  all.set(db, fresh);
  return fresh;
};

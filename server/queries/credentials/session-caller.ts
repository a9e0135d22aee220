import { randomUUID } from "node:crypto";
import { z } from "zod";
import { MEMBER_HEADER } from "@/server/contract/_shared/page-member";
import type { SessionDto } from "@/server/contract/credentials/token";
import { clearCredential, hashOfCredential, rememberCredential } from "@/server/lib/auth/known-credentials";
import { type AnyHeaders, headerOf, readSessionCookie } from "@/server/lib/auth/session-cookie";
import { shared } from "@/server/lib/shared";
import { databaseCache } from "@/server/store/_postgres/database-cache";
import type { Db } from "@/server/store/_postgres/db";
import { listSessions as list, markSessionSeen, SEEN_MINUTES } from "@/server/store/credentials/sessions";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { findSessionCaller, type SessionCaller } from "./find-caller";

const SESSIONS_MAX = 100;

/** The caller's sessions, the last seen first, with a mark on the current one. */
export async function listSessions(
  db: Db,
  caller: SessionCaller,
): Promise<(SessionDto & { isThis: boolean })[]> {
  const sessions = await list(db, caller.member.id, SESSIONS_MAX);
  return sessions.map((session) => ({ ...session, isThis: session.id === caller.sessionId }));
}

/** What Tickline's sign-in puts into a session; a token without it, or of an old sign-in, is invalid. */
export const sessionClaims = z.object({
  userId: z.number().int().positive(),
  sessionVersion: z.number().int(),
  sessionId: z.uuid().optional(),
  signedInAt: z.number().refine(isRecent, "the session is too old"),
});

/** A session ends this long after its sign-in, however often it is used. */
const SESSION_DAYS_MAX = 30;
const DAY_SECONDS = 86_400;

function isRecent(signedInAt: number): boolean {
  return signedInAt > Date.now() / 1000 - SESSION_DAYS_MAX * DAY_SECONDS;
}

/**
 * The caller of these headers, by their session cookie, or null: also for a member who must first set up two-factor
 * authentication.
 */
export async function readSessionCaller(db: Db, headers: AnyHeaders): Promise<SessionCaller | null> {
  return unlessLacking(await readSignedIn(db, headers));
}

/** The same, including members who must first set up two-factor authentication: for that alone. */
export async function readSignedIn(db: Db, headers: AnyHeaders): Promise<SessionCaller | null> {
  const claims = sessionClaims.safeParse(await readSessionCookie(headers));
  const caller = claims.success ? await findSessionCaller(db, claims.data) : null;
  noteOwner(headers, caller);
  return unlessLeft(headers, caller);
}

/** Null for a request from a page of another member, who has left it open in this browser. */
function unlessLeft(headers: AnyHeaders, caller: SessionCaller | null): SessionCaller | null {
  const pageOf = headerOf(headers, MEMBER_HEADER);
  return caller && pageOf !== undefined && pageOf !== String(caller.userId) ? null : caller;
}

/** For counting the next requests with these cookies. */
function noteOwner(headers: AnyHeaders, caller: SessionCaller | null): void {
  const cookie = headerOf(headers, "cookie");
  if (cookie === undefined) return;
  const hash = hashOfCredential(cookie);
  if (!caller) {
    clearCredential(hash);
    return;
  }
  const { accountId, sessionId, member } = caller;
  rememberCredential(hash, { kind: "session", key: `session ${sessionId ?? member.id}`, accountId });
}

const unlessLacking = (caller: SessionCaller | null): SessionCaller | null =>
  caller?.lacksTwoFactor ? null : caller;

/**
 * The same, cached for less than a second, until a change in this process: for a thousand streams that reconnect at the
 * same time and are checked again afterwards. For streams and their topics only.
 */
export async function readSessionCallerLately(db: Db, headers: AnyHeaders): Promise<SessionCaller | null> {
  const claims = sessionClaims.safeParse(await readSessionCookie(headers));
  if (!claims.success) return null;
  const { userId, sessionVersion, sessionId } = claims.data;
  const key = `${userId}:${sessionVersion}:${sessionId}`;
  const caller = await cacheOf(db)(key, async () => unlessLacking(await findSessionCaller(db, claims.data)));
  noteOwner(headers, caller);
  return unlessLeft(headers, caller);
}

const cacheOf = (db: Db) => settingsCache<SessionCaller>("session callers", db);

type Seen = { sessionId: string; address: string; now: Date };

/** Records that a session is in use; called with every request, written by a process at most once in some minutes. */
export async function recordSessionUse(db: Db, seen: Seen): Promise<void> {
  const once = databaseCache<true>("seen sessions", db, { freshMs: SEEN_MINUTES * 60_000 });
  await once(seen.sessionId, async () => {
    await markSessionSeen(db, seen);
    return true;
  });
}

const callers = () => shared("admitted callers", () => new Map<string, SessionCaller>());

/**
 * Runs `work` for a caller that the gate of the server actions has admitted. Whoever knows the ticket during that time acts as
 * this caller: the action, which so needs not read the session a second time.
 */
export async function withTicket<R>(caller: SessionCaller, work: (ticket: string) => Promise<R>): Promise<R> {
  const ticket = randomUUID();
  callers().set(ticket, caller);
  try {
    return await work(ticket);
  } finally {
    callers().delete(ticket);
  }
}

/** The admitted caller of a ticket; null = there is none: the request did not pass the gate. */
export const callerOfTicket = (ticket: string | null): SessionCaller | null =>
  (ticket !== null && callers().get(ticket)) || null;

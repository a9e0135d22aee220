import type { SessionDto } from "@/server/contract/credentials/session";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** A session ends a week after its last visit (the cookie says so); its row is kept a little longer than that. */
export const SESSION_DAYS = 8;
/** How exactly it is known when a session was last seen. */
export const SEEN_MINUTES = 5;
const AGENT_CHARS = 400;
const ADDRESS_CHARS = 60;

export type NewSession = { userId: number; sessionId: string; agent: string; address: string };

/** Keeps where somebody has signed in. */
export async function insertSession(
  tx: Tx,
  { userId, sessionId, agent, address }: NewSession,
): Promise<void> {
  await tx.query(
    `insert into user_session (id, user_id, agent, address, created_at, last_seen_at)
     values ($1, $2, $3, $4, $5, $5)`,
    [sessionId, userId, agent.slice(0, AGENT_CHARS), address.slice(0, ADDRESS_CHARS), tx.now],
  );
}

/** Ends one session of a user; false: it is none of theirs. */
export async function deleteSession(tx: Tx, userId: number, sessionId: string): Promise<boolean> {
  const deleted = await tx.query(`delete from user_session where user_id = $1 and id = $2 returning 1`, [
    userId,
    sessionId,
  ]);
  return deleted.length > 0;
}

/** Ends all of a user's. */
export async function deleteSessions(tx: Tx, userId: number): Promise<void> {
  await tx.query(`delete from user_session where user_id = $1`, [userId]);
}

/** Keeps that a session is in use, and from where, when that was not kept in the last minutes. */
export async function markSessionSeen(
  db: Db,
  { sessionId, address, now }: { sessionId: string; address: string; now: Date },
): Promise<void> {
  await db.query(
    `update user_session set last_seen_at = $2, address = $3
      where id = $1 and last_seen_at < $2::timestamptz - make_interval(mins => ${SEEN_MINUTES})`,
    [sessionId, now, address.slice(0, ADDRESS_CHARS)],
  );
}

/** A user's sessions, the last seen first. Index: user_session_user. */
export async function listSessions(db: Db, userId: number, limit: number): Promise<SessionDto[]> {
  const rows = await db.query<
    Omit<SessionDto, "createdAt" | "lastSeenAt"> & { createdAt: Date; lastSeenAt: Date }
  >(
    `select id, agent, address, created_at as "createdAt", last_seen_at as "lastSeenAt" from user_session
      where user_id = $1 order by last_seen_at desc, id limit $2`,
    [userId, limit],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

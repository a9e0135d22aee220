import type { SessionDto } from "@/server/contract/credentials/token";
import { networkOf } from "@/server/lib/web/base-url";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** How long a session's row is kept after its last visit: a day longer than its cookie. */
export const SESSION_DAYS = 8;
/** The precision of `lastSeenAt`. */
export const SEEN_MINUTES = 5;
const AGENT_CHARS = 400;
const ADDRESS_CHARS = 60;

export type NewSession = {
  userId: number;
  sessionId: string;
  agent: string;
  address: string;
  /** The identity provider has identified the user; `authenticatedAt`: when they proved it there, null if it is not known. */
  sso?: { authenticatedAt: Date | null };
};

/** Stores a session with the browser and address of its sign-in. */
export async function insertSession(
  tx: Tx,
  { userId, sessionId, agent, address, sso }: NewSession,
): Promise<void> {
  await prismaOf(tx).userSession.create({
    data: {
      id: sessionId,
      userId,
      agent: agent.slice(0, AGENT_CHARS),
      address: address.slice(0, ADDRESS_CHARS),
      createdAt: tx.now,
      lastSeenAt: tx.now,
      authenticatedAt: sso ? sso.authenticatedAt : tx.now,
      bySso: sso !== undefined,
    },
    select: { id: true },
  });
}

/** Stores when the user of a session has given their password or a code; false when it is not theirs. */
export async function markAuthenticated(
  tx: Tx,
  { userId, sessionId, at }: { userId: number; sessionId: string; at: Date },
): Promise<boolean> {
  const { count } = await prismaOf(tx).userSession.updateMany({
    where: { userId, id: sessionId },
    data: { authenticatedAt: at },
  });
  return count > 0;
}

/** Ends one session of a user; false when it is not theirs. */
export async function deleteSession(tx: Tx, userId: number, sessionId: string): Promise<boolean> {
  const { count } = await prismaOf(tx).userSession.deleteMany({ where: { userId, id: sessionId } });
  return count > 0;
}

/** Ends all sessions of a user. */
export async function deleteSessions(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).userSession.deleteMany({ where: { userId } });
}

/** Stores when and from which address a session was last seen, at most once in `SEEN_MINUTES`. */
export async function markSessionSeen(
  db: Db,
  { sessionId, address, now }: { sessionId: string; address: string; now: Date },
): Promise<void> {
  const seenBefore = new Date(now.getTime() - SEEN_MINUTES * 60_000);
  await prismaOf(db).userSession.updateMany({
    where: { id: sessionId, lastSeenAt: { lt: seenBefore } },
    data: { lastSeenAt: now, address: address.slice(0, ADDRESS_CHARS) },
  });
}

/** When each of the account's members was last seen, by any of their sessions. Index: user_session_user. */
export async function listLastSeen(
  db: Db,
  accountId: number,
  limit: number,
): Promise<{ userId: number; lastSeenAt: Date }[]> {
  const members = await prismaOf(db).member.findMany({
    where: { accountId },
    take: limit,
    select: { userId: true },
  });
  const seen = await prismaOf(db).userSession.groupBy({
    by: ["userId"],
    where: { userId: { in: members.map(({ userId }) => userId) } },
    _max: { lastSeenAt: true },
  });
  return seen.flatMap(({ userId, _max: { lastSeenAt } }) =>
    lastSeenAt ? [{ userId: Number(userId), lastSeenAt }] : [],
  );
}

/** A user's sessions, the last seen first. Index: user_session_user. */
export async function listSessions(db: Db, userId: number, limit: number): Promise<SessionDto[]> {
  const rows = await prismaOf(db).userSession.findMany({
    where: { userId },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    take: limit,
    select: { id: true, agent: true, address: true, createdAt: true, lastSeenAt: true },
  });
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

/** How long a network stays known after its last sign-in. */
export const KNOWN_DAYS = 90;

/** Remembers the network of a user's sign-in. */
export async function putKnownNetwork(
  tx: Tx,
  { userId, address }: { userId: number; address: string },
): Promise<void> {
  const key = { userId, network: networkOf(address) };
  await prismaOf(tx).knownNetwork.upsert({
    where: { userId_network: key },
    create: { ...key, seenAt: tx.now },
    update: { seenAt: tx.now },
    select: { userId: true },
  });
}

/** Whether a user has signed in from this network lately. */
export async function isKnownNetwork(db: Db, userId: number, network: string): Promise<boolean> {
  const found = await prismaOf(db).knownNetwork.findFirst({
    where: { userId, network },
    select: { userId: true },
  });
  return found !== null;
}

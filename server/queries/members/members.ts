import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import { type ActorRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { Event } from "@/server/contract/event/event";
import type { MailDto, MemberDto } from "@/server/contract/member/member";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listMembers as readMembers } from "@/server/store/_rows/member-rows";
import { listLastSeen } from "@/server/store/credentials/sessions";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { agentKey, listAgents } from "@/server/store/members/agents";
import { listMails as list } from "@/server/store/members/mails";
import { usersNotifiedBy } from "@/server/store/members/notifications";

/** The maximum that is listed: a screen shows them in one menu. */
export const MEMBERS_MAX = 500;

/**
 * When the members were last seen, to five minutes. A member without a session of the last days is left out. Administrators
 * only.
 */
export async function listMembersLastSeen(
  db: Db,
  caller: Caller,
): Promise<{ userId: number; lastSeenAt: string }[]> {
  administratorsOnly(caller);
  const rows = await listLastSeen(db, caller.accountId, MEMBERS_MAX);
  return rows.map(({ userId, lastSeenAt }) => ({ userId, lastSeenAt: lastSeenAt.toISOString() }));
}

/** The members of the caller's account, by name. */
export const listMembers = (db: Db, caller: Caller): Promise<MemberDto[]> =>
  readMembers(db, caller.accountId, MEMBERS_MAX);

export type AgentsByActor = ReadonlyMap<string, AgentView>;

/**
 * The members behind these actors, by `actorKey`: a user, or the user of a token. Other kinds of actors and former
 * members are absent.
 */
export async function findAgents(
  db: Db,
  accountId: number,
  actors: readonly ActorRef[],
): Promise<AgentsByActor> {
  const found = await listAgents(
    db,
    actors.map(({ type, id }) => ({ accountId, type, id })),
  );
  return new Map(
    actors.flatMap((actor) => {
      const agent = found.get(agentKey({ ...actor, accountId }));
      return agent ? [[actorKey(actor), agent] as const] : [];
    }),
  );
}

/** The members whose unread notifications these events may have changed, each with the time of the first such event. */
export function notifiedUsers(events: readonly Event[]): ReadonlyMap<number, string> {
  const users = new Map<number, string>();
  for (const event of events)
    for (const userId of usersNotifiedBy(event)) if (!users.has(userId)) users.set(userId, event.occurredAt);
  return users;
}

const cacheOf = (db: Db) => settingsCache<{ agent: AgentView | null }>("agents by actor", db);

/** The member behind an actor, as `findAgents` returns them, at most a second old. */
export async function readAgent(db: Db, accountId: number, actor: Actor): Promise<AgentsByActor> {
  if (actor.id === null || (actor.type !== "user" && actor.type !== "token")) return new Map();
  const key = actorKey(actor);
  const found = await cacheOf(db)(`${accountId}:${key}`, async () => ({
    agent: (await findAgents(db, accountId, [actor])).get(key) ?? null,
  }));
  return new Map(found?.agent ? [[key, found.agent]] : []);
}

const MAILS_MAX = 1_000;

/** The state of the links that were mailed to members. Administrators only. */
export function listMails(db: Db, caller: Caller): Promise<MailDto[]> {
  administratorsOnly(caller);
  return list(db, caller.accountId, MAILS_MAX);
}

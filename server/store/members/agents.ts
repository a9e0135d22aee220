import type { Actor } from "@/server/contract/_shared/dto";
import { type AgentRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { MemberDto } from "@/server/contract/member/member";
import type { AlertMails } from "@/server/contract/member/notification-choices";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { statement } from "@/server/store/_postgres/statement";
import { type MemberRow, toMemberDto } from "@/server/store/_rows/member-rows";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";

/**
 * The members behind these actors, by account and `actorKey`: a user, or the user of a token. Other kinds of actors
 * and former members are absent. One statement for any number of them. Index: the primary keys.
 */
export async function listAgents(
  db: Pick<Db, "query">,
  refs: readonly AgentRef[],
): Promise<Map<string, AgentView>> {
  const of = (type: Actor["type"]) => refs.filter((ref) => ref.type === type && ref.id !== null);
  const [users, tokens] = [of("user"), of("token")];
  if (users.length === 0 && tokens.length === 0) return new Map();
  const columns = [users, tokens].flatMap((some) => [
    some.map(({ accountId }) => accountId),
    some.map(({ id }) => id),
  ]);
  const rows = await db.query<AgentView & AgentRef & { actorId: number }>(AGENTS, columns);
  return new Map(
    rows.map(({ accountId, type, actorId, ...agent }) => [agentKey({ accountId, type, id: actorId }), agent]),
  );
}

/** The key of an actor among those of all accounts. */
export const agentKey = ({ accountId, ...actor }: AgentRef): string => `${accountId} ${actorKey(actor)}`;

const AGENTS = statement(`
  select refs.account_id as "accountId", 'user' as type, u.id as "actorId", u.id, u.name, u.email, m.role,
         m.avatar_file_id as "avatarFileId"
    from (select distinct * from unnest($1::bigint[], $2::bigint[])) as refs (account_id, id)
    join member m on m.account_id = refs.account_id and m.user_id = refs.id
    join app_user u on u.id = m.user_id
   union all
  select refs.account_id, 'token', t.id, u.id, u.name, u.email, m.role, m.avatar_file_id
    from (select distinct * from unnest($3::bigint[], $4::bigint[])) as refs (account_id, id)
    join api_token t on t.account_id = refs.account_id and t.id = refs.id
    join member m on m.account_id = t.account_id and m.user_id = t.user_id
    join app_user u on u.id = t.user_id`);

/**
 * Saves a locked member's availability; nothing changed → no event. It is not a setting: the audit log does not contain
 * it. Compare-and-set by version.
 */
export async function saveAvailability(
  tx: Tx,
  before: MemberRow,
  availability: MemberDto["availability"],
): Promise<MemberRow> {
  if (before.availability === availability) return before;
  const { accountId } = tx.caller;
  await prismaOf(tx).member.update({
    where: { accountId_userId: { accountId, userId: before.id }, version: before.version },
    data: { availability, version: { increment: 1 }, updatedAt: tx.now },
    select: { userId: true },
  });
  const after = { ...before, availability, version: before.version + 1, updatedAt: tx.now };
  recordEvent(tx, {
    type: "member.updated",
    resource: "member",
    dto: toMemberDto(after),
    changes: { availability: { from: before.availability, to: availability } },
  });
  return after;
}

/** A user's address, and the language in which alerts are mailed to them, or "off". */
export async function readMailbox(
  db: Db,
  userId: number,
): Promise<{ email: string; alertMails: AlertMails }> {
  return one(
    await db.query<{ email: string; alertMails: AlertMails }>(
      `select email, alert_mails as "alertMails" from app_user where id = $1`,
      [userId],
    ),
  );
}

export async function saveAlertMails(tx: Tx, userId: number, alertMails: AlertMails): Promise<void> {
  await prismaOf(tx).user.update({
    where: { id: userId },
    data: { alertMails, updatedAt: tx.now },
    select: { id: true },
  });
}

/** The members who were given an inbox, ascending. Bounded by the members of an account. */
export async function listInboxMemberIds(tx: Tx, inboxId: number): Promise<number[]> {
  const rows = await tx.query<{ userId: number }>(
    `select user_id as "userId" from inbox_member where account_id = $1 and inbox_id = $2 order by user_id`,
    [tx.caller.accountId, inboxId],
  );
  return rows.map(({ userId }) => userId);
}

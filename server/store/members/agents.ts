import type { Actor } from "@/server/contract/_shared/dto";
import { type AgentRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

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

/** Those of these members who are active and may see the inbox, with their names, in the order of `userIds`. */
export async function listMentionable(
  db: Db,
  { accountId, inboxId, userIds }: { accountId: number; inboxId: number; userIds: readonly number[] },
): Promise<{ id: number; name: string }[]> {
  const rows = await db.query<{ id: number; name: string }>(
    `select u.id, u.name from member m join app_user u on u.id = m.user_id
      where m.account_id = $1 and m.user_id = any($3::bigint[]) and m.state = 'active'
        and (m.role = 'administrator' or exists (
          select 1 from inbox_member i where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2))`,
    [accountId, inboxId, userIds],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(userIds)].flatMap((userId) => found.get(userId) ?? []);
}

/** The active member with this e-mail address who may see the inbox, or null. */
export async function findMemberByEmail(
  db: Db,
  { accountId, inboxId, email }: { accountId: number; inboxId: number; email: string },
): Promise<{ id: number; name: string } | null> {
  const [found] = await db.query<{ id: number; name: string }>(
    `select u.id, u.name from app_user u join member m on m.account_id = $1 and m.user_id = u.id
      where lower(u.email) = lower($3) and m.state = 'active'
        and (m.role = 'administrator' or exists (
          select 1 from inbox_member i where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2))
      order by u.id limit 1`,
    [accountId, inboxId, email],
  );
  return found ?? null;
}

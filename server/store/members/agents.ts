import type { Actor } from "@/server/contract/_shared/dto";
import { type AgentRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/**
 * The people behind these actors, by account and `actorKey`: a user, or the user whose token it is. Other kinds of actors,
 * and who is no member any more, are absent. One statement for any number of them. Index: the primary keys.
 */
export async function listAgents(
  db: Pick<Db, "query">,
  asked: readonly AgentRef[],
): Promise<Map<string, AgentView>> {
  const of = (type: Actor["type"]) => asked.filter((ask) => ask.type === type && ask.id !== null);
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

/** An actor among those of all accounts. */
export const agentKey = ({ accountId, ...actor }: AgentRef): string => `${accountId} ${actorKey(actor)}`;

const AGENTS = statement(`
  select asked.account_id as "accountId", 'user' as type, u.id as "actorId", u.id, u.name, u.email, m.role
    from (select distinct * from unnest($1::bigint[], $2::bigint[])) as asked (account_id, id)
    join member m on m.account_id = asked.account_id and m.user_id = asked.id
    join app_user u on u.id = m.user_id
   union all
  select asked.account_id, 'token', t.id, u.id, u.name, u.email, m.role
    from (select distinct * from unnest($3::bigint[], $4::bigint[])) as asked (account_id, id)
    join api_token t on t.account_id = asked.account_id and t.id = asked.id
    join member m on m.account_id = t.account_id and m.user_id = t.user_id
    join app_user u on u.id = t.user_id`);

import type { Actor } from "@/server/contract/dto";
import type { MemberDto } from "@/server/contract/member";
import type { Db } from "@/server/store/db";

export type AgentView = Pick<MemberDto, "id" | "name" | "email" | "role">;
export type AgentsByActor = ReadonlyMap<string, AgentView>;

type ActorRef = Pick<Actor, "type" | "id">;

export const actorKey = ({ type, id }: ActorRef): string => `${type}:${id}`;

/**
 * The people behind these actors, by `actorKey`: a user, or the user whose token it is. Other kinds of actors, and
 * who is no member any more, are absent.
 */
export async function findAgents(
  db: Db,
  accountId: number,
  actors: readonly ActorRef[],
): Promise<AgentsByActor> {
  const idsOf = (type: Actor["type"]) => [
    ...new Set(actors.flatMap((a) => (a.type === type && a.id !== null ? [a.id] : []))),
  ];
  const [users, tokens] = [idsOf("user"), idsOf("token")];
  if (users.length === 0 && tokens.length === 0) return new Map();
  const rows = await db.query<AgentView & ActorRef & { actorId: number }>(
    `select 'user' as type, u.id as "actorId", u.id, u.name, u.email, m.role
       from member m join app_user u on u.id = m.user_id
      where m.account_id = $1 and m.user_id = any($2::bigint[])
     union all
     select 'token', t.id, u.id, u.name, u.email, m.role
       from api_token t
       join member m on m.account_id = t.account_id and m.user_id = t.user_id
       join app_user u on u.id = t.user_id
      where t.account_id = $1 and t.id = any($3::bigint[])`,
    [accountId, users, tokens],
  );
  return new Map(
    rows.map(({ type, actorId, ...agent }) => [actorKey({ type, id: actorId }), agent] as const),
  );
}

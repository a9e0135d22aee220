import { type ActorRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { agentKey, listAgents } from "@/server/store/members/agents";

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

import { services } from "@/server/commands/services";
import type { Caller } from "@/server/contract/caller";
import type { Actor } from "@/server/contract/dto";
import { type AgentsByActor, actorKey, findAgents } from "@/server/queries/find-agents";
import { invalid } from "./errors";
import { actorPerson, type PersonOf, userPerson } from "./words";

/** The members behind actors, also behind the keys that they hold. */
export const readPeople = (
  caller: Caller,
  actors: readonly Pick<Actor, "type" | "id">[],
): Promise<AgentsByActor> => findAgents(services().database, caller.accountId, actors);

/** A key's doings are its user's: FreeScout knows people only. */
export const personAmong =
  (agents: AgentsByActor): PersonOf =>
  (actor) => {
    const agent = agents.get(actorKey(actor));
    return agent ? userPerson(agent) : actorPerson(actor);
  };

/** Refuses a user whom the account does not have. What is done is the key's all the same. */
export async function requireUser(caller: Caller, { id, path }: { id: number; path: string }): Promise<void> {
  if ((await readPeople(caller, [{ type: "user", id }])).size === 0)
    throw invalid({ path, message: "there is no such user", rejectedValue: id });
}

import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { invalid } from "@/server/dialects/freescout/errors";
import { avatarUrl, type Rendering } from "@/server/files/file-url";
import { type AgentsByActor, findAgents } from "@/server/queries/members/members";
import { type PersonOf, personBy } from "./words";

/** The members behind actors, also behind their keys. */
export const readPeople = (
  database: Services["database"],
  caller: Caller,
  actors: readonly Pick<Actor, "type" | "id">[],
): Promise<AgentsByActor> => findAgents(database, caller.accountId, actors);

/** The actions of a key are shown as its user's: FreeScout has people only. */
export const personAmong = (agents: AgentsByActor, rendering: Rendering): PersonOf =>
  personBy(
    (actor) => agents.get(actorKey(actor)) ?? null,
    (agent) => avatarUrl(agent, rendering),
  );

type Named = { id: number | undefined; path: string };

/** Refuses users who are not in the account. The actor is the key anyway. */
export async function requireUsers(
  database: Services["database"],
  caller: Caller,
  named: readonly Named[],
): Promise<void> {
  const ids = named.flatMap(({ id }) => (id === undefined ? [] : [{ type: "user" as const, id }]));
  const known = await readPeople(database, caller, ids);
  const unknown = named.find(({ id }) => id !== undefined && !known.has(actorKey({ type: "user", id })));
  if (unknown) throw invalid({ path: unknown.path, message: "there is no such user" });
}

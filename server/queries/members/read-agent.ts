import type { Actor } from "@/server/contract/_shared/dto";
import { type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "@/server/store/credentials/rights-version";
import { type AgentsByActor, findAgents } from "./find-agents";

type AgentCache = ReturnType<typeof createTtlCache<{ agent: AgentView | null }>>;

const cacheOf = (db: Db): AgentCache => {
  const all = shared("agents by actor", () => new WeakMap<Db, AgentCache>());
  const cache = all.get(db) ?? createTtlCache({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  all.set(db, cache);
  return cache;
};

/** The member behind an actor, as `findAgents` returns them, at most a second old. */
export async function readAgent(db: Db, accountId: number, actor: Actor): Promise<AgentsByActor> {
  if (actor.id === null || (actor.type !== "user" && actor.type !== "token")) return new Map();
  const key = actorKey(actor);
  const found = await cacheOf(db)(`${accountId}:${key}`, async () => ({
    agent: (await findAgents(db, accountId, [actor])).get(key) ?? null,
  }));
  return new Map(found?.agent ? [[key, found.agent]] : []);
}

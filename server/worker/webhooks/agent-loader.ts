import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import type { AgentOf, AgentRef, AgentView } from "@/server/contract/conversation/actor-view";
import type { Database } from "@/server/store/_postgres/db";
import { agentKey, listAgents } from "@/server/store/members/agents";

/** A changed name or address appears at most this much later. */
const FRESH_MS = 10_000;
const AGENTS_MAX = 50_000;

/**
 * Loads the members behind actors for the bodies of webhooks. One statement loads those of all deliveries prepared in
 * one turn of the event loop; they stay cached for a while. Rejects if they cannot be read.
 */
export function createAgentLoader(database: Pick<Database, "query">, now: () => Date) {
  const cached = new LRUCache<string, { agent: AgentView | null }>({
    max: AGENTS_MAX,
    ttl: FRESH_MS - 1, // an entry is stale when it is older
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  });
  const loader = new DataLoader<AgentRef, AgentView | null>(
    async (actors) => {
      const found = await listAgents(database, actors);
      return actors.map((actor) => found.get(agentKey(actor)) ?? null);
    },
    { cache: false, batchScheduleFn: setImmediate }, // a failure must not be cached, and `cached` has the ages
  );

  async function load(actor: AgentRef): Promise<[string, AgentView | null]> {
    const [key, agent] = [agentKey(actor), await loader.load(actor)];
    cached.set(key, { agent });
    return [key, agent];
  }

  return {
    /** The members behind actors of one account; a promise only if one is not cached. */
    of(accountId: number, actors: readonly AgentRef[]): AgentOf | Promise<AgentOf> {
      const found = new Map<string, AgentView | null>();
      const agentOf: AgentOf = (actor) => found.get(agentKey({ accountId, ...actor })) ?? null;
      const missing = actors.filter((actor) => {
        const entry = cached.get(agentKey(actor));
        if (entry) found.set(agentKey(actor), entry.agent);
        return !entry;
      });
      if (missing.length === 0) return agentOf;
      return Promise.all(missing.map(load)).then((loaded) => {
        for (const [key, agent] of loaded) found.set(key, agent);
        return agentOf;
      });
    },
  };
}

import type { AgentOf, AgentView, AsksAgent } from "@/server/contract/agent-view";
import { agentKey, listAgents } from "@/server/store/agents";
import type { Database } from "@/server/store/db";

/** A changed name or address is told at most so much later. */
const KNOWN_MS = 10_000;
const KNOWN_MAX = 10_000;

type Known = { agent: AgentView | null; untilMs: number };

/**
 * The people behind actors, for what is sent: looked up together for all that is about to be sent, and known for a while
 * then. Throws when they cannot be looked up.
 */
export function createAgentBook(database: Pick<Database, "query">, now: () => Date) {
  const known = new Map<string, Known>();
  let asked = new Map<string, AsksAgent>();
  let looking: Promise<void> | null = null;

  /** Asks for what has gathered until the loop turns. */
  async function look(): Promise<void> {
    await new Promise(setImmediate);
    const gathered = asked;
    [asked, looking] = [new Map(), null];
    const found = await listAgents(database, [...gathered.values()]);
    if (known.size + gathered.size > KNOWN_MAX) known.clear();
    const untilMs = now().getTime() + KNOWN_MS;
    for (const key of gathered.keys()) known.set(key, { agent: found.get(key) ?? null, untilMs });
  }

  return {
    /** Those of one account; a promise only where somebody is not known. */
    of(accountId: number, wanted: readonly AsksAgent[]): AgentOf | Promise<AgentOf> {
      const ms = now().getTime();
      const missing = wanted.filter((ask) => (known.get(agentKey(ask))?.untilMs ?? 0) <= ms);
      const agents = () => {
        const own = new Map(wanted.map((ask) => [agentKey(ask), known.get(agentKey(ask))?.agent ?? null]));
        return (actor: Omit<AsksAgent, "accountId">) => own.get(agentKey({ accountId, ...actor })) ?? null;
      };
      if (missing.length === 0) return agents();
      for (const ask of missing) asked.set(agentKey(ask), ask);
      looking ??= look();
      return looking.then(agents);
    },
  };
}

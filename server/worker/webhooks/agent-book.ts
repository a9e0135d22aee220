import type { AgentOf, AgentView, AsksAgent } from "@/server/contract/conversation/actor-view";
import type { Database } from "@/server/store/_postgres/db";
import { agentKey, listAgents } from "@/server/store/members/agents";

/** A changed name or address is told at most so much later. */
const KNOWN_MS = 10_000;
/** With more, those that are too old are dropped: what stays is what was asked for within `KNOWN_MS`. */
const KNOWN_MANY = 10_000;

type Known = { agent: AgentView | null; untilMs: number };

/**
 * The people behind actors, for what is sent: looked up together for all that is about to be sent, and known for a while
 * then. Throws when they cannot be looked up.
 */
export function createAgentLoader(database: Pick<Database, "query">, now: () => Date) {
  const known = new Map<string, Known>();
  let asked = new Map<string, AsksAgent>();
  let looking: Promise<ReadonlyMap<string, AgentView>> | null = null;

  /** Asks for what has gathered until the loop turns; who is found. */
  async function look(): Promise<ReadonlyMap<string, AgentView>> {
    await new Promise(setImmediate);
    const gathered = asked;
    [asked, looking] = [new Map(), null];
    const found = await listAgents(database, [...gathered.values()]);
    const ms = now().getTime();
    if (known.size + gathered.size > KNOWN_MANY) dropOld(ms);
    for (const key of gathered.keys())
      known.set(key, { agent: found.get(key) ?? null, untilMs: ms + KNOWN_MS });
    return found;
  }

  function dropOld(ms: number): void {
    for (const [key, { untilMs }] of known) if (untilMs <= ms) known.delete(key);
  }

  return {
    /** Those of one account; a promise only where somebody is not known. */
    of(accountId: number, wanted: readonly AsksAgent[]): AgentOf | Promise<AgentOf> {
      const ms = now().getTime();
      const own = new Map<string, AgentView | null>();
      const missing = new Map<string, AsksAgent>();
      for (const ask of wanted) {
        const key = agentKey(ask);
        const one = known.get(key);
        if (one && one.untilMs > ms) own.set(key, one.agent);
        else missing.set(key, ask);
      }
      const agentOf: AgentOf = (actor) => own.get(agentKey({ accountId, ...actor })) ?? null;
      if (missing.size === 0) return agentOf;
      for (const [key, ask] of missing) asked.set(key, ask);
      looking ??= look();
      return looking.then((found) => {
        for (const key of missing.keys()) own.set(key, found.get(key) ?? null);
        return agentOf;
      });
    },
  };
}

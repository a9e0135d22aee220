import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import type { AgentOf, AgentRef, AgentView } from "@/server/contract/conversation/actor-view";
import type { FileUrlsOf } from "@/server/contract/file/file";
import { mayHaveFiles } from "@/server/contract/webhook/webhook-format";
import { fileUrls } from "@/server/files/file-url";
import type { Database } from "@/server/store/_postgres/db";
import { readAttachments } from "@/server/store/files/shown-attachments";
import { agentKey, listAgents } from "@/server/store/members/agents";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { RenderedEvent } from "./prepare";

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

/** The addresses of an event's files at the instant of a try. */
export type FileUrlsAt = (now: Date) => FileUrlsOf;

const NONE: FileUrlsAt = () => () => ({});

/**
 * Loads what the message of an event shows of its files now: nothing once it is deleted. Only for an event with files, in a
 * format that shows them; a sample's ids are fictitious, and may be another message's. A format that loads what the event lacks
 * loads the files too.
 */
export function createFileLoader(database: Database, baseUrl: string) {
  return (rendered: RenderedEvent): FileUrlsAt | Promise<FileUrlsAt> => {
    const { accountId, seq, format } = rendered.claimed;
    const { showsFiles, load: loads } = webhookFormats().get(format) ?? {};
    if (rendered.text === null || seq === null) return NONE;
    if (loads) return (now) => (file) => fileUrls(file, { now, baseUrl });
    if (!showsFiles) return NONE;
    if (!mayHaveFiles(rendered.text)) return NONE;
    const { resource } = rendered.event();
    if (resource.type !== "message") return NONE;
    return load({ accountId, messageId: resource.id });
  };

  async function load({
    accountId,
    messageId,
  }: {
    accountId: number;
    messageId: number;
  }): Promise<FileUrlsAt> {
    const found = await readAttachments(database, accountId, [messageId]);
    const shown = new Map(found.get(messageId)?.map((file) => [file.id, file]));
    return (now) =>
      ({ id }) => {
        const file = shown.get(id);
        return file ? fileUrls(file, { now, baseUrl }) : {};
      };
  }
}

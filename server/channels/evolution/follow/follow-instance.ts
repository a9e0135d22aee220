import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { EvolutionInbox } from "@/server/channels/evolution/receive/evolution-inbox";
import { createEvolutionApi, type EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import {
  ensureInstance,
  type InstanceReading,
  NOT_CONNECTED,
} from "@/server/channels/evolution/server/instance";
import { ensureWebhook, webhookSecret, webhookUrl } from "@/server/channels/evolution/server/webhook";
import type { ChannelParts } from "@/server/channels/manifest";
import { type ConnectionState, saveConnection } from "@/server/store/inboxes/channel-connection";
import { SearchFailed } from "./catch-up";
import { createGroupNames } from "./group-names";
import { createSearches } from "./searches";

const CALL_MS = 15_000;
const MINUTE = 60_000;

/** How often what is looked at, in ms; the rest as in `createSearches`. */
export type Rhythm = {
  stateMs: number;
  /** The webhook, and what webhooks did not bring. */
  repairMs: number;
  settleMs: number;
  overlapMs: number;
  /** The names of groups. */
  namesMs: number;
};
const RHYTHM: Rhythm = {
  stateMs: 10_000,
  repairMs: 5 * MINUTE,
  settleMs: 2 * MINUTE,
  overlapMs: 15 * MINUTE,
  namesMs: 60 * MINUTE,
};

type Parts = Pick<ChannelParts, "log" | "baseUrl"> & { rhythm?: Partial<Rhythm> };

/**
 * Keeps an inbox's instance as it should be, until it is closed: creates it, registers and repairs its webhook, stores the state of its
 * connection, and what came in while this installation or the instance was away.
 */
export function followInstance(
  inbox: EvolutionInbox,
  { log, baseUrl, rhythm }: Parts,
): { close(): Promise<void> } {
  const { accountId, inboxId, settings, services } = inbox;
  const { database, now } = services;
  const { stateMs, repairMs, namesMs, ...times } = { ...RHYTHM, ...rhythm };
  const stop = new AbortController();
  const { signal } = stop;
  const api = createEvolutionApi({ totalMs: CALL_MS });
  const searches = createSearches(inbox, { api, log, signal, ...times });
  const groupNames = createGroupNames(inbox, { api, signal, everyMs: namesMs });
  let repairAt = 0;
  let openSinceMs: number | null = null;

  async function look(): Promise<void> {
    const reading = await ensureInstance(api, settings);
    const at = now();
    const since = await saveConnection(database, accountId, { inboxId, now: at, ...stateOf(reading) });
    const sinceMs = since?.getTime() ?? null;
    // A webhook has reported a disconnection that was over before this look.
    if (reading.state !== "open" || sinceMs !== openSinceMs) searches.interrupt();
    openSinceMs = sinceMs;
    if (reading.state === "unknown" || reading.state === "refused") return;
    const isDue = at.getTime() >= repairAt;
    if (isDue) {
      repairAt = at.getTime() + repairMs;
      await repairWebhook(inbox, { api, log, baseUrl });
    }
    if (reading.state !== "open") return;
    await searches.run(isDue);
    await groupNames.run();
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await look().catch((error: unknown) => {
        const context = { accountId, inboxId };
        if (error instanceof SearchFailed) log.warn({ ...context, reason: error.message }, "a search failed");
        else log.error({ ...context, err: error }, "an instance could not be followed");
      });
      await sleep(stateMs, undefined, { signal }).catch(() => undefined); // it ends early when it is closed
    }
    api.close();
  }

  const ended = run();
  return {
    async close() {
      stop.abort();
      await ended;
    },
  };
}

type Repairing = { api: EvolutionApi; log: Logger; baseUrl: string };

async function repairWebhook(
  { accountId, inboxId, identifier, settings }: EvolutionInbox,
  { api, log, baseUrl }: Repairing,
): Promise<void> {
  const url = webhookUrl(settings, { identifier, baseUrl });
  const ensured = await ensureWebhook(api, settings, { url, secret: webhookSecret({ inboxId, identifier }) });
  const context = { accountId, inboxId };
  if (ensured.kind === "failed") log.warn({ ...context, reason: ensured.words }, "a webhook was not set");
  if (ensured.kind === "repaired") log.info(context, "the webhook of an instance was set");
}

function stateOf(reading: InstanceReading): ConnectionState {
  switch (reading.state) {
    case "open":
      return { state: "connected", error: null, nextTryAt: null };
    case "connecting":
      return { state: "connecting", error: null, nextTryAt: null };
    case "close":
    case "missing":
      return { state: "disconnected", error: NOT_CONNECTED, nextTryAt: null };
    default:
      return { state: "disconnected", error: reading.words, nextTryAt: null };
  }
}

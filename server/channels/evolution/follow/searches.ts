import type { Logger } from "pino";
import type { EvolutionInbox } from "@/server/channels/evolution/receive/evolution-inbox";
import type { EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { beginCaughtUp, readCaughtUp } from "@/server/store/inboxes/caught-up";
import { catchUp } from "./catch-up";

/** Pages of one run; the next one follows at once. */
const PAGES_MAX = 40;

type Options = {
  api: EvolutionApi;
  log: Logger;
  signal: AbortSignal;
  /** After a connection is back, WhatsApp delivers for so long what came meanwhile. */
  settleMs: number;
  /** A search begins so long before what is known to be complete. */
  overlapMs: number;
};

/** The searches for what webhooks did not bring to one inbox. */
export function createSearches(
  inbox: EvolutionInbox,
  { api, log, signal, settleMs, overlapMs }: Options,
): {
  /** To be called while the instance is connected. `isDue`: also without a reason. Throws what `catchUp` throws. */
  run(isDue: boolean): Promise<void>;
  /** The instance is not connected: the next run begins with what came meanwhile. */
  interrupt(): void;
} {
  const { accountId, inboxId, services } = inbox;
  const { database, now } = services;
  let isComplete = false;
  /** A second search from the same time, for what is delivered after the first one. */
  let again: { at: number; since: Date } | null = null;

  async function search(since: Date): Promise<void> {
    for (let from = since; !signal.aborted; ) {
      const found = await catchUp(inbox, { api, since: from, pagesMax: PAGES_MAX, signal });
      const { stored } = found;
      if (stored > 0)
        log.info({ accountId, inboxId, stored }, "messages were stored that no webhook had brought");
      if (found.isDone) return;
      from = found.until;
    }
  }

  /** Null: this is the first connection, and what came before is not imported. */
  async function searchSince(): Promise<Date | null> {
    const until = await readCaughtUp(database, accountId, inboxId);
    if (until) return new Date(until.getTime() - overlapMs);
    await beginCaughtUp(database, accountId, { inboxId, until: now() });
    return null;
  }

  async function searchAfterOutage(): Promise<void> {
    const since = await searchSince();
    again = since && { at: now().getTime() + settleMs, since };
    if (since) await search(since);
  }

  return {
    interrupt() {
      isComplete = false;
    },
    async run(isDue) {
      if (!isComplete) await searchAfterOutage();
      else if (again && now().getTime() >= again.at) {
        await search(again.since);
        again = null;
      } else if (isDue) {
        const since = await searchSince();
        if (since) await search(since);
      }
      isComplete = true;
    },
  };
}

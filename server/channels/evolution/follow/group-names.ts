import type { EvolutionInbox } from "@/server/channels/evolution/receive/evolution-inbox";
import { storeGroupName } from "@/server/channels/evolution/receive/store-group";
import type { EvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { readGroupName } from "@/server/channels/evolution/server/instance";
import { listActiveGroups } from "@/server/store/contacts/channel-places";

/** Groups of one run, those that were written in last: each is a request to WhatsApp. */
const GROUPS_MAX = 20;
const DAY_MS = 86_400_000;

/**
 * Keeps the names of the groups that are written in as they are on WhatsApp. The versions up to 2.3 report a renamed group under a
 * name that no webhook can be registered for, so the names are read, too.
 */
export function createGroupNames(
  inbox: EvolutionInbox,
  { api, signal, everyMs }: { api: EvolutionApi; signal: AbortSignal; everyMs: number },
): { run(): Promise<void> } {
  const { accountId, inboxId, settings, services } = inbox;
  let dueAt = 0;
  return {
    /** Reads the names if it is time; to be called while the instance is connected. */
    async run() {
      const atMs = services.now().getTime();
      if (atMs < dueAt) return;
      dueAt = atMs + everyMs;
      const active = { inboxId, since: new Date(atMs - DAY_MS), limit: GROUPS_MAX };
      for (const group of await listActiveGroups(services.database, accountId, active)) {
        if (signal.aborted) return;
        const subject = await readGroupName(api, settings, group.sourceId);
        if (subject !== null && subject !== group.name)
          await storeGroupName(inbox, { id: group.sourceId, subject });
      }
    },
  };
}

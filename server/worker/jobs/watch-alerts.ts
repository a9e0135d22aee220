import { checkInboxAlerts } from "@/server/commands/alerts/check-inbox-alerts";
import { endBulkAlert } from "@/server/commands/alerts/end-bulk-alert";
import { systemCaller } from "@/server/contract/_shared/caller";
import { BULK_ALERT_DAYS, downTurn, stuckTurn, untakenTurn } from "@/server/domain/alert/alert";
import {
  listOldBulkAlerts,
  listTroubledInboxes,
  type TroubledInbox,
} from "@/server/store/alerts/inbox-troubles";
import { forEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "./worker-context";

const BATCH = 100;
const DAY_MS = 24 * 3_600_000;

type Watching = Pick<WorkerContext, "database" | "run" | "now" | "log">;

/**
 * Opens the alerts that are due and closes those whose cause is gone, as far as time decides; the others are opened and closed
 * where their cause is recorded. Any number of processes may do it. A failure does not stop the others.
 */
export async function watchAlerts({ database, run, now, log }: Watching): Promise<void> {
  for (let after: TroubledInbox | null = null; ; ) {
    const page: TroubledInbox[] = await listTroubledInboxes(database, { now: now(), after, limit: BATCH });
    const due = page.filter((inbox) => isDue(inbox, now().getTime()));
    await forEachDue({
      list: async (limit) => due.splice(0, limit),
      handle: ({ accountId, inboxId }) => run(checkInboxAlerts, systemCaller(accountId), { inboxId }),
      batch: BATCH,
      log,
      failure: "the alerts of an inbox could not be checked",
    });
    after = page.at(-1) ?? null;
    if (page.length < BATCH) break;
  }
  await forEachDue({
    list: (limit) =>
      listOldBulkAlerts(database, { before: new Date(now().getTime() - BULK_ALERT_DAYS * DAY_MS), limit }),
    handle: ({ accountId, bulkId }) => run(endBulkAlert, systemCaller(accountId), { bulkId }),
    batch: BATCH,
    log,
    failure: "the alert of a bulk operation could not be closed",
  });
}

/** Whether an alert of the inbox is to be opened or closed, or what is stored about its takers is no longer so. */
function isDue(inbox: TroubledInbox, nowMs: number): boolean {
  if (inbox.lacksTaker !== inbox.isKnownToLackTaker) return true;
  const turns = {
    stuck_messages: stuckTurn(inbox),
    callback_down: downTurn(inbox, nowMs),
    nobody_takes_replies: untakenTurn(inbox),
  } as const;
  return Object.entries(turns).some(([kind, turn]) => {
    const isOpen = inbox.openKinds.some((open) => open === kind);
    return turn === (isOpen ? "ends" : "begins");
  });
}

import { checkDeliveryReports, checkInboxAlerts, endBulkAlert } from "@/server/commands/check-alerts";
import { systemCaller } from "@/server/contract/_shared/caller";
import {
  type AlertTurn,
  BULK_ALERT_DAYS,
  disconnectedTurn,
  downTurn,
  failingTurn,
  overdueTurn,
  reportsTurn,
  stuckTurn,
  untakenTurn,
} from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { listOldBulkAlerts } from "@/server/store/alerts/alerts";
import { listUnreportedInboxes, type UnreportedInbox } from "@/server/store/alerts/delivery-reports";
import {
  listTroubledInboxes,
  type TroubledInbox,
  type WatchedKind,
} from "@/server/store/alerts/inbox-troubles";
import type { Tx } from "@/server/store/events/tx";
import { forEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

const BATCH = 100;
const DAY_MS = 24 * 3_600_000;

type Watching = Pick<WorkerContext, "database" | "run" | "now" | "log">;

/**
 * Opens the alerts that are due and closes those whose cause is gone, as far as time decides; the others are opened and closed
 * where their cause is recorded. Any number of processes may do it. A failure does not stop the others.
 */
export const watchAlerts = (watching: Watching): Promise<void> =>
  checkEach(watching, {
    list: listTroubledInboxes,
    isDue: (inbox) => isDue(inbox, watching.now().getTime()),
    command: checkInboxAlerts,
  });

/** Closes the alerts about bulk operations that timed out some days ago. */
export const closeBulkAlerts = ({ database, run, now, log }: Watching): Promise<void> =>
  forEachDue({
    list: (limit) =>
      listOldBulkAlerts(database, { before: new Date(now().getTime() - BULK_ALERT_DAYS * DAY_MS), limit }),
    handle: ({ accountId, bulkId }) => run(endBulkAlert, systemCaller(accountId), { bulkId }),
    batch: BATCH,
    log,
    failure: "the alert of a bulk operation could not be closed",
  });

/** The same of the alerts of inboxes whose deliveries nobody reports. */
export const watchReports = (watching: Watching): Promise<void> =>
  checkEach<UnreportedInbox>(watching, {
    list: listUnreportedInboxes,
    isDue: (inbox) => isChange(reportsTurn(inbox), inbox),
    command: checkDeliveryReports,
  });

type Inbox = { accountId: number; inboxId: number };
type Check<I extends Inbox> = {
  list: (db: Db, page: { now: Date; after: I | null; limit: number }) => Promise<I[]>;
  isDue: (inbox: I) => boolean;
  command: (tx: Tx, input: { inboxId: number }) => Promise<unknown>;
};

/** Runs the command in every listed inbox with an alert to be opened or closed. */
async function checkEach<I extends Inbox>(
  { database, run, now, log }: Watching,
  { list, isDue, command }: Check<I>,
): Promise<void> {
  for (let after: I | null = null; ; ) {
    const page: I[] = await list(database, { now: now(), after, limit: BATCH });
    const due = page.filter(isDue);
    await forEachDue({
      list: async (limit) => due.splice(0, limit),
      handle: ({ accountId, inboxId }) => run(command, systemCaller(accountId), { inboxId }),
      batch: BATCH,
      log,
      failure: "the alerts of an inbox could not be checked",
    });
    after = page.at(-1) ?? null;
    if (page.length < BATCH) return;
  }
}

/** Whether an alert of the inbox is to be opened or closed, or what is stored about its takers is no longer so. */
function isDue(inbox: TroubledInbox, nowMs: number): boolean {
  if (inbox.lacksTaker !== inbox.isKnownToLackTaker) return true;
  const turns = {
    stuck_messages: stuckTurn(inbox),
    callback_down: downTurn(inbox, nowMs),
    channel_disconnected: disconnectedTurn(inbox, nowMs),
    nobody_takes_replies: untakenTurn(inbox),
    messages_overdue: overdueTurn(inbox),
    messages_failing: failingTurn(inbox),
  } satisfies Record<WatchedKind, AlertTurn>;
  return Object.entries(turns).some(([kind, turn]) =>
    isChange(turn, { isOpen: inbox.openKinds.some((open) => open === kind) }),
  );
}

const isChange = (turn: AlertTurn, { isOpen }: { isOpen: boolean }): boolean =>
  turn === (isOpen ? "ends" : "begins");

import { isDatabaseOut } from "@/server/lib/is-away";
import { metrics } from "@/server/lib/process/metrics";
import { countUnplaced, ensurePartitions } from "@/server/store/_postgres/partitions";
import { dropOldEvents } from "@/server/store/events/log/drop-old-events";
import { postponeRevisionsOnHold } from "@/server/store/messages/revisions";
import { readDueTimes } from "@/server/store/queues/due-work";
import { deleteExpired, expiringTables } from "@/server/store/retention/expiry";
import { auditAccounts, auditSettings } from "@/server/worker/audits/audits";
import { fileJobs } from "@/server/worker/files/file-jobs";
import { logFault } from "@/server/worker/for-each-due";
import { closeBulkAlerts, watchAlerts, watchReports } from "@/server/worker/watches/watch-alerts";
import { createClockWatch, watchDisk } from "@/server/worker/watches/watches";
import { watchDueWork } from "./due-watch";
import { markAllOverdue } from "./message-jobs";
import { queueJobs } from "./queue-jobs";
import { deleteResolved, emptyTrash, rollUpMonths, startOfRollUp } from "./retention-jobs";
import { countUses } from "./rework";
import { type ScheduledJob, startScheduledJobs } from "./scheduled-jobs";
import { unlessAhead } from "./unless-ahead";
import type { WorkerContext } from "./worker-context";

/** A message is marked as overdue at most this much late; missing reports of delivery are noticed as late. */
const OVERDUE_EVERY_MS = 60_000;
/** An alert that depends on time is opened or closed at most this much late. */
const ALERTS_EVERY_MS = 5_000;
/** The alert about a bulk operation ends at most this much later than its days do. */
const BULK_ALERTS_EVERY_MS = 60_000;
/** That the disk is filling is noticed at most this much later. */
const DISK_EVERY_MS = 10_000;
/** A use of a canned reply is counted at most this much later. */
const USES_EVERY_MS = 10_000;
/** The trash is emptied at most this much late. */
const TRASH_EVERY_MS = 600_000;
/** Resolved conversations are deleted at most this much late, unless more than a run's are due. */
const RESOLVED_EVERY_MS = 600_000;
/** Receipts are rolled up at most this much late, unless more than a run's are due. */
const RECEIPTS_EVERY_MS = 3_600_000;
/** What has expired is not valid any more, and takes room at most this much longer. */
const EXPIRY_EVERY_MS = 300_000;
/** A clock that went back is noticed at most this much later. */
const CLOCK_EVERY_MS = 5_000;
const PARTITIONS_EVERY_MS = 24 * 3_600_000;
/** Settings are audited at most this much late; immediately after a start, which may be an upgrade. */
const SETTINGS_EVERY_MS = 600_000;
const AUDIT_EVERY_MS = 60_000;
/** A scheduled backup begins at most this much late. */
const BACKUP_EVERY_MS = 30_000;
/** A failed job runs again after this, or after its own interval if that is shorter. */
const RETRY_MS = 60_000;

const EXPIRY_BATCH = 1_000;

/** Runs the scheduled jobs until it is stopped. Any number of processes may do it. */
export function startJobs(context: WorkerContext): { stop(): Promise<void> } {
  const { backUp } = context;
  const onError = (error: unknown, job: string) =>
    logFault(context.log, error, "a scheduled job failed", { job });
  const due = watchDueWork({
    read: () => readDueTimes(context.database),
    now: context.now,
    onError: (error) => onError(error, "watch due work"),
  });
  const jobs = startScheduledJobs(
    [
      ...queueJobs(context),
      {
        name: "watch deliveries",
        everyMs: OVERDUE_EVERY_MS,
        work: (stopping) => watchDeliveries(context, stopping),
      },
      { name: "watch alerts", everyMs: ALERTS_EVERY_MS, work: () => watchAlerts(context) },
      {
        name: "close alerts of bulk operations",
        everyMs: BULK_ALERTS_EVERY_MS,
        work: () => closeBulkAlerts(context),
      },
      { name: "watch the disk", everyMs: DISK_EVERY_MS, work: () => watchDisk(context) },
      ...agingJobs(context),
      ...batchJobs(context),
      ...fileJobs(context),
      { name: "watch the clock", everyMs: CLOCK_EVERY_MS, work: createClockWatch(context) },
      { name: "make partitions", everyMs: PARTITIONS_EVERY_MS, work: () => keepPartitions(context) },
      { name: "audit settings", everyMs: SETTINGS_EVERY_MS, work: () => auditSettings(context) },
      { name: "audit counters", everyMs: AUDIT_EVERY_MS, work: () => auditAccounts(context) },
      ...(backUp
        ? [{ name: "back up", everyMs: BACKUP_EVERY_MS, work: backUp, runsInMaintenance: true as const }]
        : []),
    ],
    { retryMs: RETRY_MS, onError, due },
  );
  return {
    async stop() {
      await Promise.all([due.stop(), jobs.stop()]);
    },
  };
}

/** Jobs that delete, or sum up, what is old by this machine's clock. */
function agingJobs(context: WorkerContext): ScheduledJob[] {
  const rolledUpTo = startOfRollUp();
  const [withTrash, withResolved] = [new Set<number>(), new Set<number>()];
  const jobs: ScheduledJob[] = [
    {
      name: "empty the trash",
      everyMs: TRASH_EVERY_MS,
      work: (stopping) => emptyTrash(context, stopping, withTrash),
    },
    {
      name: "delete resolved conversations",
      everyMs: RESOLVED_EVERY_MS,
      work: (stopping) => deleteResolved(context, stopping, withResolved),
    },
    {
      name: "roll up receipts",
      everyMs: RECEIPTS_EVERY_MS,
      work: (stopping) => rollUpMonths(context, stopping, rolledUpTo),
    },
    {
      name: "delete what has expired",
      everyMs: EXPIRY_EVERY_MS,
      work: (stopping) => dropExpired(context, stopping),
    },
    {
      name: "drop old events",
      everyMs: PARTITIONS_EVERY_MS,
      work: async () => void (await dropOldEvents(context.database, context.now())),
    },
  ];
  return jobs.map((job) => ({ ...job, work: unlessAhead(context, job.work) }));
}

/** Jobs that take one batch after the other until nothing is left, or the process stops. */
const batchJobs = (context: WorkerContext): ScheduledJob[] => [
  {
    name: "count uses of canned replies",
    queue: "cannedUses",
    everyMs: USES_EVERY_MS,
    work: (stopping) => countUses(context, stopping),
  },
];

/** In this order: what was sent before an inbox reported deliveries does not become overdue when it begins to. */
async function watchDeliveries(context: WorkerContext, stopping: AbortSignal): Promise<void> {
  await watchReports(context);
  await markAllOverdue({ ...context, stopping });
}

/**
 * Deletes expired parked receipts, idempotency keys, rate limits and so on, except what a legal hold keeps. A table that fails
 * does not stop the others, but an outage does.
 * @throws the first failure, at the end.
 */
export async function dropExpired(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: EXPIRY_BATCH });
  const failures: unknown[] = [];
  const repeat = async (work: () => Promise<number>) => {
    try {
      while (!stopping?.aborted && (await work()) === EXPIRY_BATCH);
    } catch (error) {
      if (isDatabaseOut(error)) throw error; // the others would fail too
      failures.push(error);
    }
  };
  await repeat(() => postponeRevisionsOnHold(database, batch()));
  for (const table of expiringTables()) await repeat(() => deleteExpired(database, table, batch()));
  if (failures.length > 0) throw failures[0];
}

/** Creates the coming months' partitions, and logs an error if rows have no partition. */
export async function keepPartitions({
  database,
  now,
  log,
}: Pick<WorkerContext, "database" | "now" | "log">): Promise<void> {
  const unplaced = await countUnplaced(database);
  metrics.unplacedRows.set(unplaced);
  if (unplaced > 0)
    log.error({ rows: unplaced }, "rows lie in a default partition: no partition was made for their month");
  await ensurePartitions(database, now());
}

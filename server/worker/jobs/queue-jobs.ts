import { timeOutOperation } from "@/server/commands/operations";
import { systemCaller } from "@/server/contract/_shared/caller";
import { unlessOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { updateStatisticsOfGrown } from "@/server/store/_postgres/statistics";
import { listOverdueOperations } from "@/server/store/idempotency/operations";
import { wakeBulk } from "@/server/worker/bulk/work-bulk";
import { forEachDue } from "@/server/worker/for-each-due";
import { queueDigests, sendMails } from "@/server/worker/mails/send-mails";
import { sendPushes } from "@/server/worker/push/send-pushes";
import { sendHeartbeats } from "@/server/worker/webhooks/open-webhooks";
import { openUnanswered, wakeSnoozed } from "./conversation-jobs";
import { markAllStuck, releaseDueMessages, retryDueMessages, sendDueMessages } from "./message-jobs";
import { purgeDue } from "./retention-jobs";
import { indexWords, moveLabels, releaseCompanies } from "./rework";
import type { ScheduledJob } from "./scheduled-jobs";
import type { DueContext, WorkerContext } from "./worker-context";

/** A snooze ends at most this much later, plus the time of one run. */
const SNOOZE_EVERY_MS = 500;
/** A message is sent at most this much after its undo window. */
const RELEASE_EVERY_MS = 500;
/** A scheduled message is sent at most this much after its time. */
const SCHEDULED_EVERY_MS = 1_000;
/** A failed message is retried at most this much after its planned time. */
const RETRY_MESSAGES_EVERY_MS = 1_000;
/** A text is searchable at most this much after it was written. */
const SEARCH_EVERY_MS = 500;
/** A mail is sent at most this much after its commit. */
const MAILS_EVERY_MS = 1_000;
/** A mail about what was missed is sent at most this much late. */
const DIGESTS_EVERY_MS = 60_000;
/** A push is sent at most this much after it is due. */
const PUSH_EVERY_MS = 1_000;
/** Conversations of a renamed or deleted label change at most this much later. */
const LABELS_EVERY_MS = 1_000;
/** Contacts of a deleted company lose it at most this much later. */
const COMPANIES_EVERY_MS = 1_000;
/** A permanent deletion begins at most this much later. */
const PURGE_EVERY_MS = 500;
/** An operation times out at most this much late. */
const OPERATIONS_EVERY_MS = 500;
/** Bulk operations of other processes and deadlines are noticed at most this much later. */
const BULK_EVERY_MS = 500;
/** A heartbeat is at most this much late. */
const HEARTBEATS_EVERY_MS = 2_000;
/** A message is marked as stuck at most this much late. */
const STUCK_EVERY_MS = 5_000;
/** The planner's statistics of a table that has grown are at most this much older. */
const STATISTICS_EVERY_MS = 1_000;
/** Conversations of a failing bot are handed over at most this much later. */
const BOTS_EVERY_MS = 5_000;

/** Jobs that work on a queue: while it is empty they cost nothing. */
export const queueJobs = (context: WorkerContext): ScheduledJob[] => [
  {
    name: "wake snoozed conversations",
    queue: "snoozes",
    everyMs: SNOOZE_EVERY_MS,
    work: (stopping) => wakeSnoozed(context, stopping),
  },
  {
    name: "index searched texts",
    queue: "searchedTexts",
    everyMs: SEARCH_EVERY_MS,
    work: (stopping) => indexWords(context, stopping),
  },
  {
    name: "delete permanently",
    queue: "deletions",
    everyMs: PURGE_EVERY_MS,
    work: (stopping) => purgeDue(context, stopping),
  },
  {
    name: "time out operations",
    queue: "operations",
    everyMs: OPERATIONS_EVERY_MS,
    work: (stopping) => timeOutOperations({ ...context, stopping }),
  },
  {
    name: "begin turns of bulk operations",
    queue: "bulkOperations",
    everyMs: BULK_EVERY_MS,
    work: async () => wakeBulk(),
  },
  {
    name: "send heartbeats",
    queue: "heartbeats",
    everyMs: HEARTBEATS_EVERY_MS,
    work: unlessOutboundOff(() => sendHeartbeats(context)),
  },
  {
    name: "update labels of conversations",
    queue: "labelMoves",
    everyMs: LABELS_EVERY_MS,
    work: (stopping) => moveLabels(context, stopping),
  },
  {
    name: "release companies",
    queue: "deletedCompanies",
    everyMs: COMPANIES_EVERY_MS,
    work: (stopping) => releaseCompanies(context, stopping),
  },
  {
    name: "take over from failing bots",
    queue: "bots",
    everyMs: BOTS_EVERY_MS,
    work: (stopping) => openUnanswered({ ...context, stopping }),
  },
  {
    name: "update statistics of grown tables",
    queue: "grownTables",
    everyMs: STATISTICS_EVERY_MS,
    work: () => updateStatisticsOfGrown(context.database),
  },
  ...messageJobs(context),
  ...outboundJobs(context),
];

/** What becomes of messages with time. */
const messageJobs = (context: WorkerContext): ScheduledJob[] => [
  {
    name: "release messages",
    queue: "undoWindows",
    everyMs: RELEASE_EVERY_MS,
    work: (stopping) => releaseDueMessages({ ...context, stopping }),
  },
  {
    name: "send scheduled messages",
    queue: "scheduledMessages",
    everyMs: SCHEDULED_EVERY_MS,
    work: (stopping) => sendDueMessages({ ...context, stopping }),
  },
  {
    name: "retry failed messages",
    queue: "retries",
    everyMs: RETRY_MESSAGES_EVERY_MS,
    work: (stopping) => retryDueMessages({ ...context, stopping }),
  },
  {
    name: "mark stuck messages",
    queue: "pendingMessages",
    everyMs: STUCK_EVERY_MS,
    work: (stopping) => markAllStuck({ ...context, stopping }),
  },
];

/** Mails and pushes, where the installation sends any. */
function outboundJobs(context: WorkerContext): ScheduledJob[] {
  const jobs: ScheduledJob[] = [];
  const mailing = context.mails && { ...context, ...context.mails };
  const pushing = context.push && { ...context, ...context.push };
  if (mailing)
    jobs.push(
      {
        name: "mail links",
        queue: "mails",
        everyMs: MAILS_EVERY_MS,
        work: unlessOutboundOff((stopping: AbortSignal) => sendMails(mailing, stopping)),
      },
      {
        name: "mail what was missed",
        everyMs: DIGESTS_EVERY_MS,
        work: unlessOutboundOff(() => queueDigests(context)),
      },
    );
  if (pushing)
    jobs.push({
      name: "send pushes",
      queue: "pushes",
      everyMs: PUSH_EVERY_MS,
      work: unlessOutboundOff((stopping: AbortSignal) => sendPushes(pushing, stopping)),
    });
  return jobs;
}

const BATCH = 100;

/**
 * Times out every operation that did not end in its time: its process was killed, or is still at work and will be refused.
 * Any number of processes may do it.
 */
export async function timeOutOperations({ database, run, now, log, stopping }: DueContext): Promise<void> {
  await forEachDue({
    list: (limit) => listOverdueOperations(database, { now: now(), limit }),
    handle: ({ accountId, operationId }) => run(timeOutOperation, systemCaller(accountId), { operationId }),
    batch: BATCH,
    log,
    failure: "could not time out an operation",
    stopping,
  });
}

import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DiscardJob, RetryJob } from "@/server/contract/queue/inputs";
import type { QueueChangeDto } from "@/server/contract/queue/queue";
import type { Tx } from "@/server/store/events/tx";
import { appendJobChange } from "@/server/store/queues/audit";
import { dropJob, hasJob, makeJobDue } from "@/server/store/queues/change-jobs";
import { discardedBy } from "./_steps/discarded-by";

const ONE: QueueChangeDto = { count: 1, hasMore: false };

/**
 * Makes a background job due that waits for another try. Administrators only; refuses a job that is due already or may be
 * running, and one that has ended.
 */
export async function retryJob(tx: Tx, { kind, key }: RetryJob): Promise<QueueChangeDto> {
  await requireJob(tx, { kind, key });
  if (!(await makeJobDue(tx, kind, key))) throw new Refusal("job.in_flight");
  await appendJobChange(tx, { what: "jobRetried", about: aboutOf({ kind, key }) });
  return ONE;
}

/**
 * Ends a mail or a push that waits, so that it is never sent. Administrators only; refuses one that may be being sent, and one
 * that has ended.
 */
export async function discardJob(tx: Tx, { kind, key, reason = null }: DiscardJob): Promise<QueueChangeDto> {
  await requireJob(tx, { kind, key });
  if (!(await dropJob(tx, { kind, key, error: discardedBy(tx.caller.actor) })))
    throw new Refusal("job.in_flight");
  await appendJobChange(tx, { what: "jobDiscarded", about: aboutOf({ kind, key }), reason });
  return ONE;
}

async function requireJob(tx: Tx, { kind, key }: RetryJob): Promise<void> {
  requireAdministrator(tx.caller);
  if (!(await hasJob(tx, kind, key))) throw new Refusal("job.not_found");
}

const aboutOf = ({ kind, key }: RetryJob): string => `${kind} ${key}`;

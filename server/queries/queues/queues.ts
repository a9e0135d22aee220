import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import { type DeliveryQueue, type ListedJob, QUEUE_COUNT_MAX } from "@/server/contract/queue/constants";
import type {
  QueuedDeliveryDto,
  QueuedJobDto,
  QueuedMessageChangeDto,
  QueuedSendDto,
  QueuesDto,
} from "@/server/contract/queue/queue";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import type { Db } from "@/server/store/_postgres/db";
import {
  listFailedDeliveries,
  listWaitingDeliveries,
  readDeliveryQueues,
} from "@/server/store/queues/delivery-queue";
import { type JobPlace, listQueuedJobs, NO_TIME, readJobQueues } from "@/server/store/queues/job-queue";
import {
  listQueuedMessageChanges as listMessageChanges,
  readMessageChangeQueues,
} from "@/server/store/queues/message-change-queue";
import type { Place } from "@/server/store/queues/reading";
import { listQueuedSends as listSends, readSendQueues } from "@/server/store/queues/send-queue";
import { findEndpoint } from "@/server/store/webhooks/endpoints";

/** What waits in an account, by inbox, endpoint and kind of job. Administrators only. */
export async function getQueues(db: Db, caller: Caller, now: Date): Promise<QueuesDto> {
  administratorsOnly(caller);
  const { accountId } = caller;
  const read = { now, max: QUEUE_COUNT_MAX };
  return {
    at: now.toISOString(),
    sends: await readSendQueues(db, accountId, read),
    messageChanges: await readMessageChangeQueues(db, accountId, read),
    deliveries: await readDeliveryQueues(db, accountId, read),
    jobs: await readJobQueues(db, accountId, read),
  };
}

type ListPage = { cursor?: string | null | undefined; limit: number; now: Date };

/**
 * Sends that wait or are in flight, of an inbox or of all, those that are tried next first; keyset on the time and the id.
 * Administrators only; refuses `inbox.not_found`.
 */
export async function listQueuedSends(
  db: Db,
  caller: Caller,
  { inboxId = null, cursor, limit, now }: ListPage & { inboxId?: number | null | undefined },
): Promise<Page<QueuedSendDto>> {
  administratorsOnly(caller);
  if (inboxId !== null) await getInbox(db, caller, inboxId);
  const rows = await listSends(db, caller.accountId, {
    inboxId,
    now,
    after: placeOf(cursor),
    limit: limit + 1,
  });
  return pageOf(db, caller, { rows, limit, positionOf: ({ dueAt, id }) => [dueAt, id] });
}

/**
 * Changes of sent messages that wait or are in flight, of an inbox or of all, those that are tried next first; keyset on the time and the
 * message. Administrators only; refuses `inbox.not_found`.
 */
export async function listQueuedMessageChanges(
  db: Db,
  caller: Caller,
  { inboxId = null, cursor, limit, now }: ListPage & { inboxId?: number | null | undefined },
): Promise<Page<QueuedMessageChangeDto>> {
  administratorsOnly(caller);
  if (inboxId !== null) await getInbox(db, caller, inboxId);
  const rows = await listMessageChanges(db, caller.accountId, {
    inboxId,
    now,
    after: placeOf(cursor),
    limit: limit + 1,
  });
  return pageOf(db, caller, { rows, limit, positionOf: ({ dueAt, messageId }) => [dueAt, messageId] });
}

type ListDeliveries = ListPage & { endpointId?: number | null | undefined; state: DeliveryQueue };

/**
 * Deliveries that wait or are in flight, those that are tried next first; or those that failed, the newest first. Of an endpoint
 * or of all. Administrators only; refuses `endpoint.not_found`.
 */
export async function listQueuedDeliveries(
  db: Db,
  caller: Caller,
  { endpointId = null, state, cursor, limit, now }: ListDeliveries,
): Promise<Page<QueuedDeliveryDto>> {
  administratorsOnly(caller);
  const { accountId } = caller;
  if (endpointId !== null && !(await findEndpoint(db, accountId, endpointId)))
    throw new Refusal("endpoint.not_found");
  const read = { endpointId, now, limit: limit + 1 };
  if (state === "failed") {
    const [before = null] = positionOf(cursor, ["number"]) ?? [];
    const rows = await listFailedDeliveries(db, accountId, {
      ...read,
      before: before === null ? null : Number(before),
    });
    return pageOf(db, caller, { rows, limit, positionOf: ({ id }) => [id] });
  }
  const rows = await listWaitingDeliveries(db, accountId, { ...read, after: placeOf(cursor) });
  return pageOf(db, caller, { rows, limit, positionOf: ({ dueAt, id }) => [dueAt ?? "", id] });
}

/** Background jobs of a kind, those that are tried next first. Administrators only. */
export async function listJobs(
  db: Db,
  caller: Caller,
  { kind, cursor, limit }: Omit<ListPage, "now"> & { kind: ListedJob },
): Promise<Page<QueuedJobDto>> {
  administratorsOnly(caller);
  const position = positionOf(cursor, ["string", "number"]);
  const after: JobPlace | null = position && {
    dueAt: new Date(String(position[0])),
    shown: Number(position[1]),
  };
  const rows = await listQueuedJobs(db, caller.accountId, { kind, after, limit: limit + 1 });
  const timeOf = ({ dueAt }: QueuedJobDto) => dueAt ?? NO_TIME.toISOString();
  return pageOf(db, caller, {
    rows,
    limit,
    positionOf(last, page) {
      const at = timeOf(last);
      const shown = page.filter((row) => timeOf(row) === at).length;
      return [at, shown + (after?.dueAt.toISOString() === at ? after.shown : 0)];
    },
  });
}

function placeOf(cursor: string | null | undefined): Place | null {
  const position = positionOf(cursor, ["string", "number"]);
  return position && { dueAt: new Date(String(position[0])), id: Number(position[1]) };
}

type Read<T> = {
  /** One more than the page has, if there are more. */
  rows: T[];
  limit: number;
  /** Where the page ends. */
  positionOf: (last: T, page: readonly T[]) => (string | number)[];
};

async function pageOf<T>(
  db: Db,
  { accountId }: Caller,
  { rows, limit, positionOf: endOf }: Read<T>,
): Promise<Page<T>> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last !== undefined ? formatPosition(endOf(last, data)) : null,
    asOf: await readAsOf(db, accountId),
  };
}

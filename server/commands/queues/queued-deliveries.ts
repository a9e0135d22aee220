import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUEUE_CHANGE_MAX } from "@/server/contract/queue/constants";
import type {
  DiscardDeliveries,
  DiscardJob,
  RetryDeliveries,
  RetryJob,
} from "@/server/contract/queue/inputs";
import type { QueueChangeDto } from "@/server/contract/queue/queue";
import type { Tx } from "@/server/store/events/tx";
import { appendJobChange, appendQueueChange } from "@/server/store/queues/audit";
import {
  dropDeliveries,
  endDeliveryPause,
  type FoundDelivery,
  findQueuedDelivery,
  makeDeliveriesDue,
} from "@/server/store/queues/change-deliveries";
import { dropJob, hasJob, makeJobDue } from "@/server/store/queues/change-sends";
import { type EndpointRow, findEndpoint } from "@/server/store/webhooks/endpoints";
import { discardedBy } from "./queued-sends";

/**
 * Makes a waiting delivery due, or those of an endpoint, and lets one call through if the endpoint is paused. A message within
 * its undo window keeps waiting. Administrators only; refuses a delivery that is in flight or has ended, and a disabled endpoint.
 */
export async function retryDeliveries(tx: Tx, target: RetryDeliveries): Promise<QueueChangeDto> {
  const { endpoint, found, which } = await aim(tx, target);
  if (endpoint.state === "disabled") throw new Refusal("endpoint.disabled");
  if (found?.isHeld) throw new Refusal("message.held");
  const wasPaused = await endDeliveryPause(tx, endpoint.id);
  const count = await makeDeliveriesDue(tx, { ...which, countsDue: wasPaused }, QUEUE_CHANGE_MAX);
  if (count === 0) await refuseChanged(tx, which);
  if (count > 0 || wasPaused)
    await appendQueueChange(tx, { kind: "endpoint", of: endpoint }, { what: "deliveriesRetried", count });
  return { count, hasMore: count === QUEUE_CHANGE_MAX };
}

/**
 * Ends a waiting delivery, or those of an endpoint, so that they are never sent. Administrators only; refuses a delivery that is
 * in flight or has ended.
 */
export async function discardDeliveries(
  tx: Tx,
  { reason = null, ...target }: DiscardDeliveries,
): Promise<QueueChangeDto> {
  const { endpoint, which } = await aim(tx, target);
  const count = await dropDeliveries(tx, which, QUEUE_CHANGE_MAX);
  if (count === 0) await refuseChanged(tx, which);
  if (count > 0)
    await appendQueueChange(
      tx,
      { kind: "endpoint", of: endpoint },
      { what: "deliveriesDiscarded", count, reason },
    );
  return { count, hasMore: count === QUEUE_CHANGE_MAX };
}

type Which = { endpointId: number; deliveryId: number | null };
type Aim = { endpoint: EndpointRow; found: FoundDelivery | null; which: Which };

async function aim(tx: Tx, target: RetryDeliveries): Promise<Aim> {
  requireAdministrator(tx.caller);
  const deliveryId = "deliveryId" in target ? target.deliveryId : null;
  const found = deliveryId === null ? null : await findQueuedDelivery(tx, deliveryId);
  if (deliveryId !== null) refuseSettled(found);
  const endpointId = "endpointId" in target ? target.endpointId : (found?.endpointId ?? 0);
  const endpoint = await findEndpoint(tx, tx.caller.accountId, endpointId);
  if (!endpoint) throw new Refusal(deliveryId === null ? "endpoint.not_found" : "delivery.not_found");
  return { endpoint, found, which: { endpointId, deliveryId } };
}

function refuseSettled(found: FoundDelivery | null): void {
  if (!found) throw new Refusal("delivery.not_found");
  if (found.isSettled) throw new Refusal("delivery.settled");
  if (found.isInFlight) throw new Refusal("delivery.in_flight");
}

/** A worker, or another administrator, was first. */
async function refuseChanged(tx: Tx, { deliveryId }: Which): Promise<void> {
  if (deliveryId !== null) refuseSettled(await findQueuedDelivery(tx, deliveryId));
}

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

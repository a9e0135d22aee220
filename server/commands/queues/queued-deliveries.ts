import { requireAdministrator } from "@/server/commands/_run/permission";
import { requireWaiting } from "@/server/commands/queues/_steps/require-waiting";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUEUE_CHANGE_MAX } from "@/server/contract/queue/constants";
import type { DiscardDeliveries, RetryDeliveries } from "@/server/contract/queue/inputs";
import type { QueueChangeDto } from "@/server/contract/queue/queue";
import type { Tx } from "@/server/store/events/tx";
import { appendQueueChange } from "@/server/store/queues/audit";
import {
  dropDeliveries,
  endDeliveryPause,
  type FoundDelivery,
  findQueuedDelivery,
  makeDeliveriesDue,
} from "@/server/store/queues/change-deliveries";
import { type EndpointRow, findEndpoint } from "@/server/store/webhooks/endpoints";

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
  if (deliveryId !== null) requireWaiting("delivery", found);
  const endpointId = "endpointId" in target ? target.endpointId : (found?.endpointId ?? 0);
  const endpoint = await findEndpoint(tx, tx.caller.accountId, endpointId);
  if (!endpoint) throw new Refusal(deliveryId === null ? "endpoint.not_found" : "delivery.not_found");
  return { endpoint, found, which: { endpointId, deliveryId } };
}

/** A worker, or another administrator, was first. */
async function refuseChanged(tx: Tx, { deliveryId }: Which): Promise<void> {
  if (deliveryId !== null) requireWaiting("delivery", await findQueuedDelivery(tx, deliveryId));
}

import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { type RequeuePage, requeueDeliveries, requeueDelivery } from "@/server/store/webhooks/deliveries";
import { lockEndpoint } from "@/server/store/webhooks/endpoints";

/** The most events scanned in one operation; `nextSeq` continues. */
export const REPLAY_EVENTS_MAX = 10_000;

/**
 * What to send again: one delivery, the events after a seq, or those stamped within a time, of which `sinceSeq` skips
 * the ones that were replayed already.
 */
export type Replay =
  | { deliveryId: number }
  | { sinceSeq: number }
  | { from: Date; to: Date; sinceSeq?: number | undefined };

/**
 * Creates an endpoint's deliveries again with the same `webhook-id`s, so that it can drop duplicates. Returns how many,
 * and `nextSeq` to continue if there are more. Administrators only.
 */
export async function replayDeliveries(
  tx: Tx,
  { endpointId, replay }: { endpointId: number; replay: Replay },
): Promise<RequeuePage> {
  requireAdministrator(tx.caller);
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found");
  if ("deliveryId" in replay) {
    const count = await requeueDelivery(tx, { endpointId, deliveryId: replay.deliveryId });
    if (count === 0) throw new Refusal("delivery.not_found");
    return { count, nextSeq: null };
  }
  return requeueDeliveries(tx, { endpointId, replay, limit: REPLAY_EVENTS_MAX });
}

import type { Tx } from "@/server/store/events/tx";
import { DELIVERY_IN_FLIGHT } from "./delivery-queue";

/** A delivery, whether it waits or has ended. */
export type FoundDelivery = {
  endpointId: number;
  isSettled: boolean;
  isInFlight: boolean;
  /** Its message is within its undo window. */
  isHeld: boolean;
};

/** Of a delivery that waits: its message is within its undo window, and may be withdrawn until `due_at`. */
const IS_HELD = "(d.held_message_id is not null and d.tries = 0 and d.due_at > $3::timestamptz)";

export async function findQueuedDelivery(tx: Tx, deliveryId: number): Promise<FoundDelivery | null> {
  const [found] = await tx.query<FoundDelivery>(
    `select d.endpoint_id as "endpointId", d.state <> 'waiting' as "isSettled", ${DELIVERY_IN_FLIGHT("$3")} as "isInFlight",
            ${IS_HELD} as "isHeld"
       from delivery d where d.account_id = $1 and d.id = $2`,
    [tx.caller.accountId, deliveryId, tx.now],
  );
  return found ?? null;
}

/** The deliveries of an endpoint, or one of them. */
type Which = { endpointId: number; deliveryId: number | null };

/** Those that wait and are not in flight. Index: delivery_due. */
const WAITING = `
  select d.id from delivery d
   where d.account_id = $1 and d.endpoint_id = $2 and d.state = 'waiting' and not ${DELIVERY_IN_FLIGHT("$3")}
     and ($4::bigint is null or d.id = $4)`;

/**
 * Makes waiting deliveries due: one, or `limit` of an endpoint that are not due yet; none within an undo window. `countsDue`: the
 * due ones are counted too, since they waited for the end of a pause. Returns how many. Lock the endpoint's health first.
 * Locks: delivery rows.
 */
export async function makeDeliveriesDue(
  tx: Tx,
  { endpointId, deliveryId, countsDue }: Which & { countsDue: boolean },
  limit: number,
): Promise<number> {
  const rows = await tx.query(
    `update delivery d set due_at = least(d.due_at, $3)
       from (${WAITING} and not ${IS_HELD} and ($4::bigint is not null or $6 or d.due_at > $3::timestamptz)
              order by d.due_at, d.id limit $5 for no key update) w
      where d.account_id = $1 and d.id = w.id returning 1`,
    [tx.caller.accountId, endpointId, tx.now, deliveryId, limit, countsDue],
  );
  return rows.length;
}

/** Lets one call of an endpoint through although it is paused. Returns whether it was paused. Locks: endpoint_progress. */
export async function endDeliveryPause(tx: Tx, endpointId: number): Promise<boolean> {
  const rows = await tx.query(
    `update endpoint_progress set open_until = $3
      where account_id = $1 and endpoint_id = $2 and open_until > $3 returning 1`,
    [tx.caller.accountId, endpointId, tx.now],
  );
  return rows.length > 0;
}

/** Ends waiting deliveries as discarded by the caller: one, or `limit` of an endpoint. Returns how many. Locks: delivery rows. */
export async function dropDeliveries(
  tx: Tx,
  { endpointId, deliveryId }: Which,
  limit: number,
): Promise<number> {
  const rows = await tx.query(
    `update delivery d set state = 'dropped', dropped_reason = 'discarded', discarded_by = $6, lease_until = null,
            settled_at = $3
       from (${WAITING} order by d.due_at, d.id limit $5 for no key update) w
      where d.account_id = $1 and d.id = w.id returning 1`,
    [tx.caller.accountId, endpointId, tx.now, deliveryId, limit, tx.caller.actor],
  );
  return rows.length;
}

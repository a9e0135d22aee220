import type { EventType } from "@/server/contract/event/event";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { type Db, one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { DELIVERY_COLUMNS, type DeliveryRow, toDeliveryDto } from "./deliveries";
import { FORMAT_TYPES, MATCHES_SUBSCRIPTION, SEND_AFTER } from "./fan-out-deliveries";

/** How many of a conversation's newest events are read for one that an endpoint covers. */
const TEST_EVENTS_MAX = 1_000;
/** A format may have nothing to send for an event of its types: as many are offered. */
const COVERED_MAX = 20;

/** An event in the log. */
export type CoveredEvent = {
  seq: number;
  stampedAt: Date;
  type: EventType;
  /** The message that could be withdrawn when the event was created. */
  heldMessageId: number | null;
  /** The event as committed. */
  text: string;
};

/**
 * The newest events of a conversation that match an endpoint's subscription, format and inboxes, newest first; only of `type`
 * unless it is null. A message is left out within its undo window, and when it was withdrawn. Order and index:
 * event_conversation, backwards.
 */
export const listCoveredEvents = (
  db: Db,
  accountId: number,
  of: { endpointId: number; conversationId: number; type: EventType | null; now: Date },
): Promise<CoveredEvent[]> =>
  db.query<CoveredEvent>(
    `with newest as materialized (
       select seq, type, resource_id, inbox_id, stamped_at, body, ${SEND_AFTER} as send_after from event
        where account_id = $1 and conversation_id = $3 order by seq desc limit ${TEST_EVENTS_MAX}
     ), f as (
       select n.*, e.types, e.inbox_ids, e.format, e.suppress_self, e.token_id
         from newest n join endpoint e on e.account_id = $1 and e.id = $2
     )
     select f.seq, f.stamped_at as "stampedAt", f.type, m.id as "heldMessageId", f.body::text as text
       from f left join message m on f.send_after is not null and m.account_id = $1 and m.id = f.resource_id
      where ${MATCHES_SUBSCRIPTION("$6", "$7")}
        and ($4::text is null or f.type = $4)
        and (f.send_after is null or (f.send_after <= $5 and m.id is not null and m.withdrawn_at is null))
      order by f.seq desc limit ${COVERED_MAX}`,
    [accountId, of.endpointId, of.conversationId, of.type, of.now, ...FORMAT_TYPES()],
  );

/** What a test sends: a sample, or an event of a conversation, which is read from the log at the try. */
type Tested = { sample: object } | { event: CoveredEvent; conversationId: number };

/** Creates a delivery marked as a test. `eventId` is new: receivers drop an id that they already have. */
export async function insertTest(
  tx: Tx,
  { endpointId, eventId, type }: { endpointId: number; eventId: string; type: EventType },
  tested: Tested,
): Promise<DeliveryDto> {
  const sample = "sample" in tested ? JSON.stringify(tested.sample) : null;
  const of = "event" in tested ? tested : null;
  const rows = await tx.query<DeliveryRow>(
    `insert into delivery (account_id, endpoint_id, event_id, type, sample, event_seq, event_stamped_at,
                           held_message_id, conversation_id, is_test, due_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10, $10) returning ${select(DELIVERY_COLUMNS)}`,
    [
      tx.caller.accountId,
      endpointId,
      eventId,
      type,
      sample,
      of?.event.seq ?? null,
      of?.event.stampedAt ?? null,
      of?.event.heldMessageId ?? null,
      of?.conversationId ?? null,
      tx.now,
    ],
  );
  return toDeliveryDto(one(rows));
}

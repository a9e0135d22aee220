import { formatCursor } from "@/server/contract/event/cursor";
import type { EventType } from "@/server/contract/event/event";
import { HEARTBEAT } from "@/server/contract/webhook/constants";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import type { Heartbeat } from "@/server/contract/webhook/special-deliveries";
import { newId } from "@/server/lib/new-id";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
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

const ENDPOINTS_AT_ONCE = 500;

type Due = { accountId: number; endpointId: number; minutes: number; epoch: string; lastSeq: number };

/**
 * Creates a heartbeat for every endpoint with a due one. An endpoint whose last heartbeat still waits gets none.
 * Locks: endpoint_progress rows, skipped when locked. Index: endpoint_heartbeat.
 * @returns how many.
 */
export const fanOutHeartbeats = (database: Pick<Database, "transaction">, now: Date): Promise<number> =>
  database.transaction(async (db) => {
    const due = await db.query<Due>(DUE, [now, ENDPOINTS_AT_ONCE]);
    if (due.length === 0) return 0;
    const beats = due.map((endpoint) => heartbeatOf(endpoint, now));
    await db.query(CREATE, [
      due.map(({ accountId }) => accountId),
      due.map(({ endpointId }) => endpointId),
      beats.map(({ id }) => id),
      beats.map((beat) => JSON.stringify(beat)),
      now,
    ]);
    return due.length;
  });

const DUE = `
  select e.account_id as "accountId", e.id as "endpointId", e.heartbeat_minutes as minutes, h.epoch,
         h.last_seq as "lastSeq"
    from endpoint e
    join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
    join account_head h on h.account_id = e.account_id
   where e.heartbeat_minutes is not null and e.state = 'enabled' and e.deleted_at is null
     and (p.heartbeat_at is null or p.heartbeat_at + make_interval(mins => e.heartbeat_minutes) <= $1)
     and not exists (select 1 from delivery d
                      where d.account_id = p.account_id and d.id = p.heartbeat_id and d.state = 'waiting')
   order by e.account_id, e.id limit $2 for no key update of p skip locked`;

const CREATE = `
  with created as (
    insert into delivery (account_id, endpoint_id, event_id, type, sample, due_at, created_at)
    select account_id, endpoint_id, event_id, '${HEARTBEAT}', sample::json, $5, $5
      from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[]) as b (account_id, endpoint_id, event_id, sample)
    returning account_id, endpoint_id, id
  )
  update endpoint_progress p set heartbeat_at = $5, heartbeat_id = o.id
    from created o where p.account_id = o.account_id and p.endpoint_id = o.endpoint_id`;

const heartbeatOf = ({ minutes, epoch, lastSeq }: Due, now: Date): Heartbeat => ({
  id: newId(),
  type: HEARTBEAT,
  occurredAt: now.toISOString(),
  data: { lastSeq, cursor: formatCursor({ epoch, seq: lastSeq }), everyMinutes: minutes },
});

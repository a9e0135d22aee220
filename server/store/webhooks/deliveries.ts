import type { DeliveryState } from "@/server/contract/webhook/constants";
import type { DeliveryDto, EndpointFormat } from "@/server/contract/webhook/endpoint";
import { type Db, one } from "@/server/store/_postgres/db";
import { type Columns, rowsById } from "@/server/store/_rows/columns";
import { eventText } from "@/server/store/events/log/event-log";
import { hashOf } from "@/server/store/events/outbox";
import type { Tx } from "@/server/store/events/tx";
import { FORMAT_TYPES, MATCHES_SUBSCRIPTION, SEND_AFTER } from "./fan-out-deliveries";

type Instants = "dueAt" | "createdAt" | "settledAt";
export type DeliveryRow = Omit<DeliveryDto, Instants> & {
  dueAt: Date;
  createdAt: Date;
  settledAt: Date | null;
};

export const DELIVERY_COLUMNS: Columns<DeliveryRow> = {
  id: "$.id",
  endpointId: "$.endpoint_id",
  eventId: "$.event_id",
  eventSeq: "$.event_seq",
  type: "$.type",
  conversationId: "$.conversation_id",
  state: "$.state",
  droppedReason: "$.dropped_reason",
  discardedBy: "$.discarded_by",
  isTest: "$.is_test",
  isReplay: "$.is_replay",
  tries: "$.tries",
  dueAt: "$.due_at",
  createdAt: "$.created_at",
  settledAt: "$.settled_at",
};

export const toDeliveryDto = (row: DeliveryRow): DeliveryDto => ({
  ...row,
  dueAt: row.state === "waiting" ? row.dueAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
});

/** How many deliveries were created again, and the seq to continue after; null = that was all. */
export type RequeuePage = { count: number; nextSeq: number | null };

/** Creates an event's delivery again, whatever its result, also when the log no longer has the event; 0 without such a delivery. */
export async function requeueDelivery(
  tx: Tx,
  { endpointId, deliveryId }: { endpointId: number; deliveryId: number },
): Promise<number> {
  const rows = await tx.query(
    `insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id,
                           held_message_id, sample, is_test, is_replay, due_at, created_at)
     select account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id,
            held_message_id, sample, is_test, true,
            greatest($4, (select m.send_after from message m where m.account_id = d.account_id and m.id = d.held_message_id)), $4
       from delivery d where account_id = $1 and endpoint_id = $2 and id = $3
     returning 1`,
    [tx.caller.accountId, endpointId, deliveryId, tx.now],
  );
  return rows.length;
}

type Range = { sinceSeq: number } | { from: Date; to: Date; sinceSeq?: number | undefined };

/**
 * Creates deliveries again for events after a seq or stamped in `[from, to)`, or both; events within an undo window become
 * due at its end. Order and index: event_pkey.
 */
export async function requeueDeliveries(
  tx: Tx,
  { endpointId, replay, limit }: { endpointId: number; replay: Range; limit: number },
): Promise<RequeuePage> {
  const { accountId } = tx.caller;
  const [from, to] = "from" in replay ? [replay.from, replay.to] : [null, null];
  const { found, lastSeq, count } = one(
    await tx.query<{ found: number; lastSeq: number | null; count: number }>(
      `with b as materialized (
         select * from endpoint where account_id = $1 and id = $2
       ), found as materialized (
         select b.id as endpoint_id, b.types, b.inbox_ids, b.format, b.suppress_self, b.token_id, v.*
           from b cross join lateral (
             select seq, id as event_id, type, resource_id, conversation_id, inbox_id, stamped_at, body,
                    ${SEND_AFTER} as send_after
               from event
              where account_id = $1 and seq > $3
                and ($4::timestamptz is null or stamped_at >= $4) and ($5::timestamptz is null or stamped_at < $5)
              order by seq limit $6) as v
       ), created as (
         insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id,
                               held_message_id, is_replay, due_at, created_at)
         select $1, f.endpoint_id, f.event_id, f.seq, f.stamped_at, f.type, f.conversation_id,
                case when f.send_after is not null then f.resource_id end, true, greatest($7, f.send_after), $7
           from found f where ${MATCHES_SUBSCRIPTION("$8", "$9")} order by f.seq
         returning 1
       )
       select (select count(*) from found) as found, (select max(seq) from found) as "lastSeq",
              (select count(*) from created) as count`,
      [accountId, endpointId, replay.sinceSeq ?? 0, from, to, limit, tx.now, ...FORMAT_TYPES()],
    ),
  );
  return { count, nextSeq: found === limit ? lastSeq : null };
}

const readDeliveries = rowsById<DeliveryRow>("delivery", DELIVERY_COLUMNS);

export async function findDelivery(db: Db, accountId: number, id: number): Promise<DeliveryDto | null> {
  const [row] = await readDeliveries(db, accountId, [id]);
  return row ? toDeliveryDto(row) : null;
}

/** The event of a delivery, and its endpoint. */
export type DeliverySource = {
  /** The event as committed, or a whole sample; null when the log no longer has it. */
  text: string | null;
  eventId: string;
  isTest: boolean;
  seq: number | null;
  stampedAt: Date | null;
  url: string;
  format: EndpointFormat;
};

export async function findDeliverySource(
  db: Db,
  accountId: number,
  deliveryId: number,
): Promise<DeliverySource | null> {
  const [row] = await db.query<DeliverySource>(
    `select coalesce(d.sample, v.body)::text as text, d.event_id as "eventId", d.is_test as "isTest",
            d.event_seq as seq, d.event_stamped_at as "stampedAt", e.url, e.format
       from delivery d
       join endpoint e on e.account_id = d.account_id and e.id = d.endpoint_id
       left join event v on v.account_id = d.account_id and v.seq = d.event_seq and v.stamped_at = d.event_stamped_at
      where d.account_id = $1 and d.id = $2`,
    [accountId, deliveryId],
  );
  return row ?? null;
}

export type ChangeDelivery = {
  state: DeliveryState;
  /** Null: it is waiting. */
  settledAt: Date | null;
  url: string;
  name: string | null;
  /** It is the endpoint of the inbox's callback. */
  isCallback: boolean;
  /** Of its last try: the HTTP status, or why there was no answer. */
  status: number | null;
  fault: string | null;
};

/** A conversation has as many deliveries as events and endpoints: the newest that concern one message are read. */
const DELIVERIES_MAX = 50;

/**
 * The deliveries that told webhooks of a message's changes since an instant, newest first; agent bots and
 * tests are left out. A delivery may be older than its change by the clock of its worker. Indexes: delivery_of_conversation, event_pkey, delivery_try_delivery.
 */
export const listChangeDeliveries = (
  db: Db,
  accountId: number,
  { messageId, conversationId, since }: { messageId: number; conversationId: number; since: Date },
): Promise<ChangeDelivery[]> =>
  db.query<ChangeDelivery>(
    `select d.state, d.settled_at as "settledAt", p.url, p.name, p.callback_inbox_id is not null as "isCallback",
            t.status, t.fault
       from delivery d
       join event e on e.account_id = d.account_id and e.seq = d.event_seq and e.stamped_at = d.event_stamped_at
       join endpoint p on p.account_id = d.account_id and p.id = d.endpoint_id
       left join lateral (
         select status, fault from delivery_try where account_id = d.account_id and delivery_id = d.id
          order by number desc limit 1) as t on true
      where d.account_id = $1 and d.conversation_id = $3 and d.type in ('message.updated', 'message.deleted')
        and d.created_at >= $4::timestamptz - interval '1 hour' and e.resource_type = 'message' and e.resource_id = $2 and e.occurred_at >= $4
        and p.bot_name is null and not d.is_test
      order by d.id desc limit ${DELIVERIES_MAX}`,
    [accountId, messageId, conversationId, since],
  );

/** A delivery with its event's text: as committed, or a whole sample. */
type Delivered = {
  text: string;
  seq: number | null;
  stampedAt: Date | null;
  eventId: string;
  isTest: boolean;
};

/**
 * The JSON that a delivery sends: the event as in `/v1/events`, without parsing. A sample is complete already. A test's event
 * has the delivery's own id, with the hash that goes with it, and `test: true`.
 */
export function deliveredText({ text, seq, stampedAt, eventId, isTest }: Delivered): string {
  if (seq === null || stampedAt === null) return text;
  if (!isTest) return eventText({ text, seq, stampedAt });
  const { hash: _, ...event } = JSON.parse(text) as { hash: string }; // written by `appendOutbox`
  const body = { ...event, id: eventId };
  return JSON.stringify({ ...body, hash: hashOf(body), seq, stampedAt: stampedAt.toISOString(), test: true });
}

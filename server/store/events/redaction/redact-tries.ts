import type { Tx } from "@/server/store/events/tx";

/** Where an event is in the log. */
export type LogPosition = { seq: number; stampedAt: Date };

/**
 * Deletes what receivers answered to deliveries of conversations: an answer may repeat what the receiver was sent. Redact the
 * events first, because a try that is written later reads them. Run it at the end of the transaction: the account's
 * endpoints are locked until the commit. Locks: endpoint_progress (ascending). Index: delivery_of_conversation,
 * delivery_try_delivery.
 */
export async function redactTries(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  await lockTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null from delivery d
      where d.account_id = $1 and d.conversation_id = any($2::bigint[]) and ${IS_ANSWERED}`,
    [tx.caller.accountId, conversationIds],
  );
}

/** The same for deliveries of contacts' own events. Index: delivery_without_conversation, delivery_try_delivery. */
export async function redactContactTries(tx: Tx, events: readonly LogPosition[]): Promise<void> {
  if (events.length === 0) return;
  await lockTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null
       from delivery d join ${EVENTS} on d.event_seq = redacted.seq and d.event_stamped_at = redacted.stamped_at
      where d.account_id = $1 and d.conversation_id is null and d.event_seq = any($2::bigint[]) and ${IS_ANSWERED}`,
    [tx.caller.accountId, ...columnsOf(events)],
  );
}

/** The same for deliveries of events that contain notes. Index: delivery_of_conversation, delivery_try_delivery. */
export async function redactNoteTries(
  tx: Tx,
  conversationIds: readonly number[],
  events: readonly LogPosition[],
): Promise<void> {
  if (events.length === 0) return;
  await lockTries(tx);
  await tx.query(
    `update delivery_try t set excerpt = null, message = null
       from delivery d join ${EVENTS} on d.event_seq = redacted.seq and d.event_stamped_at = redacted.stamped_at
      where d.account_id = $1 and d.conversation_id = any($4::bigint[]) and ${IS_ANSWERED}`,
    [tx.caller.accountId, ...columnsOf(events), conversationIds],
  );
}

const EVENTS = "unnest($2::bigint[], $3::timestamptz[]) as redacted (seq, stamped_at)";
const IS_ANSWERED = `t.account_id = d.account_id and t.delivery_id = d.id
        and (t.excerpt is not null or t.message is not null)`;

const columnsOf = (events: readonly LogPosition[]) => [
  events.map(({ seq }) => seq),
  events.map(({ stampedAt }) => stampedAt),
];

/**
 * Waits for tries of the account that are being written, and blocks others until the commit. Writing tries begins with the
 * same locks (`settleDeliveries`): either we see the try, or its writer sees the redacted event.
 */
const lockTries = (tx: Tx) =>
  tx.query(
    `select count(*) from (
       select 1 from endpoint_progress where account_id = $1 order by endpoint_id for no key update) as locked`,
    [tx.caller.accountId],
  );

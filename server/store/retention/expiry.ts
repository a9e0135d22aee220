import { ownEntry } from "@/server/lib/defined";
import type { Db } from "@/server/store/_postgres/db";
import { ALERT_DAYS } from "@/server/store/alerts/alerts";
import { BULK_DAYS } from "@/server/store/bulk/bulk-operations";
import { CHANGE_DAYS } from "@/server/store/contacts/contact-changes";
import { KNOWN_DAYS, SESSION_DAYS } from "@/server/store/credentials/sessions";
import { dialectData } from "@/server/store/deletions/dialect-data";
import { KEY_HOURS } from "@/server/store/idempotency/idempotency";
import { DECISION_DAYS } from "@/server/store/inboxes/inbox-policy";
import { NOTIFICATION_DAYS } from "@/server/store/members/notifications";

/** The log of deliveries and tries, but for those that still wait. Longer than a delivery is retried. */
export const DELIVERY_DAYS = 30;
/** The calls of the programs behind inboxes. A message's receipts stay. */
const SEND_DAYS = 90;
/** What became of a mail, for administrators. */
const MAIL_DAYS = 7;

/** Whether delivery `d` is no longer tried: it is settled, or its endpoint is deleted. */
const ENDED = (d: string): string => `(${d}.state <> 'waiting' or exists (select 1 from endpoint e
    where e.account_id = ${d}.account_id and e.id = ${d}.endpoint_id and e.deleted_at is not null))`;

/** The core's tables with rows that expire: a condition on the rows, in which $1 is now. */
const EXPIRED = {
  parked_receipt: `expires_at <= $1`,
  command_recipient: `expires_at <= $1`,
  command_message: `expires_at <= $1`,
  idempotency: `created_at <= $1::timestamptz - make_interval(hours => ${KEY_HOURS})`,
  policy_decision: `at <= $1::timestamptz - make_interval(days => ${DECISION_DAYS})`,
  delivery: `${ENDED("t")} and created_at <= $1::timestamptz - make_interval(days => ${DELIVERY_DAYS})`,
  delivery_try: `at <= $1::timestamptz - make_interval(days => ${DELIVERY_DAYS}) and not exists (
    select 1 from delivery d where d.account_id = t.account_id and d.id = t.delivery_id and not ${ENDED("d")})`,
  send: `settled_at <= $1::timestamptz - make_interval(days => ${SEND_DAYS})`,
  send_try: `at <= $1::timestamptz - make_interval(days => ${SEND_DAYS})`,
  endpoint_hour: `at <= $1::timestamptz - make_interval(days => ${DELIVERY_DAYS})`,
  conversation_change: `at <= $1::timestamptz - make_interval(days => ${CHANGE_DAYS})`,
  contact_change: `at <= $1::timestamptz - make_interval(days => ${CHANGE_DAYS})`,
  password_link: `expires_at <= $1`,
  user_session: `last_seen_at <= $1::timestamptz - make_interval(days => ${SESSION_DAYS})`,
  known_network: `seen_at <= $1::timestamptz - make_interval(days => ${KNOWN_DAYS})`,
  message_revision: `expires_at <= $1`,
  purged_source: `expires_at <= $1`,
  mail: `created_at <= $1::timestamptz - make_interval(days => ${MAIL_DAYS})`,
  notification: `at <= $1::timestamptz - make_interval(days => ${NOTIFICATION_DAYS})`,
  alert: `closed_at <= $1::timestamptz - make_interval(days => ${ALERT_DAYS})`,
  bulk_item: `(account_id, bulk_id) in (select account_id, id from bulk_operation
    where created_at <= $1::timestamptz - make_interval(days => ${BULK_DAYS}))`,
  bulk_operation: `created_at <= $1::timestamptz - make_interval(days => ${BULK_DAYS})`,
  operation: `created_at <= $1::timestamptz - make_interval(days => ${BULK_DAYS})`,
  deletion_plan: `expires_at <= $1::timestamptz - make_interval(days => 1)`,
  upload_usage: `day < ($1::timestamptz at time zone 'utc')::date`,
  rate_limit: `expire <= extract(epoch from $1::timestamptz) * 1000`,
} as const satisfies Record<string, string>;

/**
 * For tables under legal hold: a join of the table `t` to the rows that are not on hold. Inboxes are locked shared, so
 * that none gets a hold while its rows are deleted, and so are conversations, so that none moves to an inbox on hold.
 * Rows of a conversation that another transaction has locked are deleted in the next run.
 */
const NOT_ON_HOLD: Partial<Record<string, { join: string; lock: string }>> = {
  message_revision: {
    join: `join message m on m.account_id = t.account_id and m.id = t.message_id
           join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
           join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and not i.legal_hold`,
    lock: "for share of c skip locked for share of i",
  },
};

/**
 * What ends with the rows `gone` of a table. The texts of a deleted message expire together: then its mail has no body either, and
 * stays by its Message-ID, so that answers to it find their conversation.
 */
const WITH_THEM: Partial<Record<string, string>> = {
  message_revision: `update message_email e set html = null, whole_text = '' from gone
    where e.account_id = gone.account_id and e.message_id = gone.message_id`,
};

/** The conditions by table: the core's, and those of the tables of dialects. */
const expired = (): Readonly<Record<string, string>> =>
  Object.assign({}, EXPIRED, ...dialectData().map(({ expiring }) => expiring));

/** The tables with rows that expire, in the order in which they are emptied. */
export const expiringTables = (): string[] => Object.keys(expired());

/**
 * Deletes expired rows, at most `limit`, and returns their number. Rows that another transaction has locked are left
 * for the next run. Locks: the deleted rows, and of a revision its conversation (skipped when locked) and its inbox,
 * both shared. Index: parked_receipt_expiry, command_recipient_expiry, command_message_expiry, idempotency_age, policy_decision_age, delivery_age, delivery_try_age,
 * send_age, send_try_age, endpoint_hour_age, conversation_change_age, contact_change_age, password_link_expiry,
 * message_revision_expiry, purged_source_expiry, mail_age, user_session_age, notification_age, alert_age, bulk_operation_age (of an item: its
 * operation's), operation_age, deletion_plan_expiry, upload_usage_day; rate_limit is read whole, it is small.
 */
export async function deleteExpired(
  db: Db,
  table: string,
  { now, limit }: { now: Date; limit: number },
): Promise<number> {
  const condition = ownEntry(expired(), table);
  if (condition === undefined) throw new Error(`the rows of ${table} do not expire`);
  const { join, lock } = NOT_ON_HOLD[table] ?? { join: "", lock: "" };
  const others = WITH_THEM[table];
  const rows = await db.query(
    `with gone as (
       delete from ${table} where ctid = any(array(
         select t.ctid from ${table} t ${join} where ${condition} limit $2
            for update of t skip locked ${lock})) returning *)${others ? `, others as (${others})` : ""}
     select 1 from gone`,
    [now, limit],
  );
  return rows.length;
}

import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** What an account contains, but not its members, tokens, audit log and counters of numbers. */
export const CONTENT_TABLES = [
  "message_hold",
  "message_attempt",
  "message_receipt",
  "parked_receipt",
  "message_revision",
  "forwarded_note",
  "notification",
  "message",
  "transition",
  "conversation_change",
  "conversation_label",
  "conversation_seen",
  "conversation_counter",
  "conversation_total",
  "counter_delta",
  "counter_audit",
  "draft",
  "conversation",
  "contact_change",
  "contact_inbox",
  "contact",
  "policy_decision",
  "inbox_member",
  "inbox",
  "search_entry",
  "search_bucket",
  "search_due",
  "canned_reply",
  "label_move",
  "label",
  "team_member",
  "team",
  "saved_view",
  "delivery_try",
  "delivery",
  "endpoint_hour",
  "endpoint_progress",
  "endpoint",
  "bulk_item",
  "bulk_operation",
  "operation",
  "idempotency",
  "deletion_item",
  "deletion_ack",
  "deletion_plan",
  "deletion",
  "tombstone",
  "outbox",
  "event",
] as const;

/** The tables with an account that `emptyAccount` keeps, in whole or in part. */
export const KEPT_TABLES = [
  "account_counter",
  "account_head",
  "api_token",
  "mail",
  "member",
  "password_link",
  "setting_change",
  "tombstone_counter",
] as const;

/** The token of the first start, which the operator's programs use. */
export const FIRST_TOKEN = "ADMIN_API_TOKEN";

/**
 * Deletes everything that the caller's account contains, and the members and tokens that were made with it; keeps its other
 * members and tokens, its settings and its audit log. Conversations are numbered from 1 again. The log gets a new epoch:
 * cursors of earlier events are gone, and open screens fetch again.
 */
export async function emptyAccount(tx: Tx): Promise<void> {
  const { accountId, userId } = tx.caller;
  // No other transaction adds to it meanwhile.
  await tx.query(`lock table conversation, contact, message, inbox in share row exclusive mode`);
  await tx.query(
    `update account_head set epoch = substr(md5(gen_random_uuid()::text), 1, 12), oldest_seq = last_seq + 1
      where account_id = $1`,
    [accountId],
  );
  for (const table of CONTENT_TABLES)
    await tx.query(`delete from ${table} where account_id = $1`, [accountId]);
  await tx.query(`update account_counter set last_display_id = 0 where account_id = $1`, [accountId]);
  await tx.query(
    `delete from api_token t using account a
      where t.account_id = $1 and a.id = $1 and t.created_at = a.created_at and t.name <> $2`,
    [accountId, FIRST_TOKEN],
  );
  await deleteFirstAgents(tx, accountId, userId);
}

/** Deletes the agents who were made with the account. The first administrator and the caller stay. */
async function deleteFirstAgents(tx: Tx, accountId: number, callerId: number | null): Promise<void> {
  const gone = await tx.query<{ id: number }>(
    `delete from member m using account a
      where m.account_id = $1 and a.id = $1 and m.role = 'agent' and m.created_at = a.created_at and m.user_id <> $2
      returning m.user_id as id`,
    [accountId, callerId],
  );
  const ids = gone.map(({ id }) => id);
  for (const table of ["mail", "password_link", "api_token"])
    await tx.query(`delete from ${table} where account_id = $1 and user_id = any($2)`, [accountId, ids]);
  for (const table of ["user_session", "known_network", "recovery_code", "two_factor"])
    await tx.query(`delete from ${table} where user_id = any($1)`, [ids]);
  await tx.query(
    `delete from app_user where id = any($1) and not exists (select 1 from member where user_id = app_user.id)`,
    [ids],
  );
}

/** How much an account contains, and the names of the inboxes that were not made with it. */
export type AccountContent = { conversations: number; contacts: number; ownInboxes: string[] };

/** What `emptyAccount` would delete. */
export async function countContent(tx: Pick<Tx, "query">, accountId: number): Promise<AccountContent> {
  return one(
    await tx.query<AccountContent>(
      `select (select count(*) from conversation where account_id = $1) as conversations,
              (select count(*) from contact where account_id = $1) as contacts,
              (select coalesce(array_agg(i.name order by i.id), '{}') from inbox i
                where i.account_id = $1 and i.created_at > a.created_at) as "ownInboxes"
         from account a where a.id = $1`,
      [accountId],
    ),
  );
}

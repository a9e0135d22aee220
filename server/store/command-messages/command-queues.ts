import type { AcknowledgedIn, CommandRecipient } from "@/server/contract/message/command-message";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import type { CommandMessageRow } from "@/server/store/generated/rows";

/**
 * Puts a command message at the end of the queue of each contact. Ids of messages commit in any order; the numbers of a
 * queue do not, since its row is locked until the commit. Locks: command_queue (ascending), as the last of an operation.
 */
export async function insertRecipients(
  tx: Tx,
  { id, conversationId, expiresAt }: CommandMessageRow,
  contactIds: readonly number[],
): Promise<CommandRecipient[]> {
  if (contactIds.length === 0) return [];
  const { accountId } = tx.caller;
  const ascending = [...contactIds].sort((a, b) => a - b);
  const rows = await tx.query<CommandRecipient>(ENQUEUE, [
    accountId,
    ascending,
    id,
    conversationId,
    expiresAt,
  ]);
  return rows.sort((a, b) => a.contactId - b.contactId);
}

const ENQUEUE = statement(
  `with drawn as (
     insert into command_queue as q (account_id, contact_id, last_number)
     select $1, contact_id, 1 from unnest($2::bigint[]) with ordinality as r (contact_id, place) order by place
     on conflict (account_id, contact_id) do update set last_number = q.last_number + 1
     returning contact_id, last_number)
   insert into command_recipient (account_id, contact_id, number, command_id, conversation_id, expires_at)
   select $1, contact_id, last_number, $3, $4, $5 from drawn
   returning contact_id as "contactId", number`,
);

/** The recipients of a command message with their numbers, ascending. Index: command_recipient_command. */
export async function listRecipients(tx: Tx, commandId: number): Promise<CommandRecipient[]> {
  return tx.query<CommandRecipient>(
    `select contact_id as "contactId", number from command_recipient
      where account_id = $1 and command_id = $2 order by contact_id`,
    [tx.caller.accountId, commandId],
  );
}

/**
 * Marks the waiting command messages of a contact up to a number as received, in conversations of these inboxes (null: of all),
 * and returns how many of each conversation. Locks: the contact's command_queue, then its command_recipients. Index:
 * command_recipient_waiting, conversation_pkey.
 */
export async function acknowledgeUpTo(
  tx: Tx,
  { contactId, upTo, inboxIds }: { contactId: number; upTo: number; inboxIds: readonly number[] | null },
): Promise<AcknowledgedIn[]> {
  await lockQueues(tx, [contactId]);
  const found = await tx.query<AcknowledgedIn>(
    `with done as (
       update command_recipient r set acknowledged_at = $4
        where account_id = $1 and contact_id = $2 and number <= $3 and acknowledged_at is null
          and ($5::bigint[] is null or exists (
                select 1 from conversation c
                 where c.account_id = $1 and c.id = r.conversation_id and c.inbox_id = any($5::bigint[])))
       returning conversation_id)
     select c.display_id as "displayId", c.inbox_id as "inboxId", count(*)::int as acknowledged
       from done join conversation c on c.account_id = $1 and c.id = done.conversation_id
      group by c.id, c.display_id, c.inbox_id order by c.id`,
    [tx.caller.accountId, contactId, upTo, tx.now, inboxIds],
  );
  for (const { displayId, inboxId } of found)
    tx.announcements.push({ what: "acknowledged", displayId, inboxId });
  return found;
}

/** Order: contact, which is the order of locks. Index: command_queue_pkey. */
const lockQueues = (tx: Tx, contactIds: readonly number[]) =>
  tx.query(
    `select count(*) from (
       select 1 from command_queue where account_id = $1 and contact_id = any($2::bigint[])
        order by contact_id for no key update) as locked`,
    [tx.caller.accountId, contactIds],
  );

/**
 * Moves the queue of one contact behind that of another, acknowledged ones first, then in
 * order of age. Every number is a new one, greater than all
 * before in both: an acknowledgement under an old number marks nothing that its sender has not seen. A command message that
 * both were sent stays once. Hold the locks of the contacts and of their conversations.
 */
export async function moveQueue(tx: Tx, from: number, to: number): Promise<void> {
  const values = [tx.caller.accountId, from, to];
  await lockQueues(tx, [from, to]);
  await tx.query(
    `delete from command_recipient r where r.account_id = $1 and r.contact_id = $2 and exists (
       select 1 from command_recipient k where k.account_id = $1 and k.contact_id = $3 and k.command_id = r.command_id)`,
    values,
  );
  await tx.query(
    `with last as (
       select coalesce(max(last_number), 0) as number from command_queue
        where account_id = $1 and contact_id in ($2::bigint, $3::bigint)),
     placed as (
       select r.contact_id, r.number, last.number + row_number() over (order by r.acknowledged_at is null, r.command_id) as moved
         from command_recipient r, last where r.account_id = $1 and r.contact_id in ($2::bigint, $3::bigint)),
     moved as (
       update command_recipient r set contact_id = $3, number = p.moved from placed p
        where r.account_id = $1 and r.contact_id = p.contact_id and r.number = p.number returning r.number)
     insert into command_queue (account_id, contact_id, last_number)
     select $1, $3, greatest(number, coalesce((select max(number) from moved), 0)) from last where number > 0
     on conflict (account_id, contact_id) do update set last_number = excluded.last_number`,
    values,
  );
  await tx.query("delete from command_queue where account_id = $1 and contact_id = $2", values.slice(0, 2));
}

/** Deletes the queues of contacts with what waits in them: for the erasure of a person. */
export async function deleteQueues(tx: Tx, contactIds: readonly number[]): Promise<void> {
  await lockQueues(tx, contactIds);
  for (const table of ["command_recipient", "command_queue"])
    await tx.query(`delete from ${table} where account_id = $1 and contact_id = any($2::bigint[])`, [
      tx.caller.accountId,
      contactIds,
    ]);
}

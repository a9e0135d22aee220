import type { Cause } from "@/server/contract/_shared/dto";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { toMessageDto } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { insertActivityLine } from "./activity-lines";
import { saveConversation } from "./conversations";

/** Where a conversation goes, and how the contact is called there. */
export type Destination = { inboxId: number; contactInboxId: number; cause: Cause };

/**
 * Saves another inbox with its activity line; told as `conversation.moved`. Messages keep the inbox through which they
 * went: their ticks come from there.
 */
export async function saveMove(
  tx: Tx,
  before: ConversationRow,
  { inboxId, contactInboxId, cause }: Destination,
): Promise<ConversationRow> {
  const line = await insertActivityLine(
    tx,
    { ...before, inboxId },
    { cause, inbox: { from: before.inboxId, to: inboxId } },
  );
  return saveConversation(
    tx,
    before,
    { inboxId, contactInboxId, lastNumber: line.number, lastActivityAt: tx.now },
    { type: "conversation.moved", cause, activity: toMessageDto(line) },
  );
}

/**
 * Waits for receipts that are under way, so that the old inbox is told of them before the move, and holds those that come:
 * they are told in the new one. Only what can still rise: of what is read there is no tick to come. Index message_unread_out.
 * Locks: message, ascending.
 */
export async function holdTicks(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  await tx.query(HOLD_TICKS, [tx.caller.accountId, conversationIds]);
}

const HOLD_TICKS = statement(`
  select count(*) from (
    select id from message
     where account_id = $1 and conversation_id = any($2::bigint[]) and direction = 'out' and kind = 'message'
       and status in ('pending', 'sent', 'failed', 'delivered')
     order by id for no key update) as m`);

/** A conversation that leaves: how its contact is called where it is, and was where it goes, if it comes back. */
export type Leaving = { id: number; contactInboxId: number; linkBefore: number | null };

/**
 * How another inbox calls the contacts of these conversations, by conversation; who is not known there is left out. Those of
 * `carried` are made known under the name that they have, unless somebody else is called so there.
 */
export async function findLinksIn(
  tx: Tx,
  inboxId: number,
  { leaving, carried }: { leaving: readonly Leaving[]; carried: readonly number[] },
): Promise<ReadonlyMap<number, number>> {
  if (carried.length > 0) await tx.query(CARRY, [tx.caller.accountId, inboxId, carried, tx.now]);
  const rows = await tx.query<{ conversationId: number; thereId: number }>(FIND, [
    tx.caller.accountId,
    inboxId,
    leaving.map(({ id }) => id),
    leaving.map(({ contactInboxId }) => contactInboxId),
    leaving.map(({ linkBefore }) => linkBefore),
  ]);
  return new Map(rows.map(({ conversationId, thereId }) => [conversationId, thereId]));
}

/** Order: source id, which is the order of the index's locks. Indexes: contact_inbox_pkey, contact_inbox_contact. */
const CARRY = statement(`
  insert into contact_inbox (account_id, contact_id, inbox_id, source_id, created_at)
  select l.account_id, l.contact_id, $2, l.source_id, $4 from contact_inbox l
   where l.account_id = $1 and l.id = any($3::bigint[]) and not exists (
     select 1 from contact_inbox k
      where k.account_id = $1 and k.contact_id = l.contact_id and k.inbox_id = $2)
   order by l.source_id
  on conflict (account_id, inbox_id, source_id) do nothing`);

/** The link that it had there, while that is the contact's; else the same name before others. Indexes: contact_inbox_pkey, contact_inbox_contact. */
const FIND = statement(`
  select distinct on (w.id) w.id as "conversationId", k.id as "thereId"
    from unnest($3::bigint[], $4::bigint[], $5::bigint[]) as w (id, link_id, link_before)
    join contact_inbox l on l.account_id = $1 and l.id = w.link_id
    join contact_inbox k on k.account_id = l.account_id and k.contact_id = l.contact_id and k.inbox_id = $2
   order by w.id, (k.id = w.link_before) is true desc, (k.source_id = l.source_id) desc, k.id`);

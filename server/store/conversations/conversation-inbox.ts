import type { Activity, Cause } from "@/server/contract/_shared/dto";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { insertMessage } from "@/server/store/messages/insert-message";
import { saveConversation } from "./conversations";

/** What changed. Status and snooze time default to those of the conversation. */
type Changed = Pick<Activity, "cause"> & Partial<Omit<Activity, "from" | "actor">>;

/** Inserts the line that shows a change of `conversation` by the caller. Records no event: that of the change carries it. */
export const insertActivityLine = (
  tx: Tx,
  conversation: ConversationRow,
  changed: Changed,
): Promise<MessageRow> =>
  insertMessage(tx, conversation, {
    kind: "activity",
    direction: null,
    content: "",
    sender: tx.caller.actor,
    tick: null,
    activity: {
      from: conversation.status,
      to: conversation.status,
      snoozedUntil: conversation.snoozedUntil?.toISOString() ?? null,
      actor: tx.caller.actor,
      ...changed,
    },
  });

/** The inbox that a conversation is moved to, and the contact's link to it. */
export type Destination = { inboxId: number; contactInboxId: number; cause: Cause };

/**
 * Saves another inbox with an activity line; records `conversation.moved`. Messages keep the inbox that carried them:
 * their receipts come from there.
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
 * Locks the sent messages that are not read yet. Receipts in progress end first, with events in the old inbox; later ones
 * wait for the move, with events in the new inbox. Locks: message, ascending. Index: message_unread_out.
 */
export async function lockUnreadMessages(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  await tx.query(LOCK_UNREAD_MESSAGES, [tx.caller.accountId, conversationIds]);
}

const LOCK_UNREAD_MESSAGES = statement(`
  select count(*) from (
    select id from message
     where account_id = $1 and conversation_id = any($2::bigint[]) and direction = 'out' and kind = 'message'
       and status in ('pending', 'sent', 'failed', 'delivered')
     order by id for no key update) as m`);

/** A conversation to be moved, with its contact's link. `linkBefore`: for an undo, its link in the other inbox. */
export type Leaving = { id: number; contactInboxId: number; linkBefore: number | null };

/**
 * The links of these conversations' contacts to another inbox, by conversation; contacts without one are left out. Copies
 * the links `carried` to that inbox first, except those whose source id another contact has there.
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

/**
 * `linkBefore` if it is still the contact's, else one with the same source id, else any.
 * Indexes: contact_inbox_pkey, contact_inbox_contact.
 */
const FIND = statement(`
  select distinct on (w.id) w.id as "conversationId", k.id as "thereId"
    from unnest($3::bigint[], $4::bigint[], $5::bigint[]) as w (id, link_id, link_before)
    join contact_inbox l on l.account_id = $1 and l.id = w.link_id
    join contact_inbox k on k.account_id = l.account_id and k.contact_id = l.contact_id and k.inbox_id = $2
   order by w.id, (k.id = w.link_before) is true desc, (k.source_id = l.source_id) desc, k.id`);

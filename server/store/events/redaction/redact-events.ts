import type { Tx } from "@/server/store/events/tx";
import { type LogPosition, redactContactTries, redactNoteTries, redactTries } from "./redact-tries";
import {
  CONTAINS_NOTE,
  withoutCarriedContact,
  withoutContact,
  withoutNotes,
  withoutPassing,
  withoutText,
} from "./redacted-body";

/** Outbox first: the relay moves an event to the log either before it is redacted there, or after. */
const TABLES = ["outbox", "event"] as const;

/** Only events in the log have a position; one in the outbox was delivered to nobody. */
const POSITIONS = { outbox: "", event: `returning seq, stamped_at as "stampedAt"` };

/**
 * Deletes what people wrote from the events of conversations. Ids, types, numbers and the hash of the commit stay, so the log
 * stays dense and its digest unchanged. Deliveries are rendered from the log, so queued ones are redacted too. What
 * receivers answered is deleted at the end of the transaction.
 */
export async function redactConversations(tx: Tx, conversationIds: readonly number[]): Promise<void> {
  for (const table of TABLES)
    await tx.query(
      `update ${table} set body = (${withoutText("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[])`,
      [tx.caller.accountId, conversationIds, tx.now.toISOString()],
    );
  tx.atEnd.push(() => redactTries(tx, conversationIds));
}

/**
 * Deletes contacts from their own events, and from the events of their conversations. Index: event_without_conversation,
 * event_conversation.
 */
export async function redactContacts(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const own: LogPosition[] = [];
  const values = [tx.caller.accountId, contactIds, tx.now.toISOString()];
  for (const table of TABLES) {
    const redacted = await tx.query<LogPosition>(
      `update ${table} set body = (${withoutContact("body::jsonb")})::json
        where account_id = $1 and conversation_id is null and resource_type = 'contact'
          and resource_id = any($2::bigint[]) ${POSITIONS[table]}`,
      values,
    );
    own.push(...redacted);
    await tx.query(
      `update ${table} set body = (${withoutCarriedContact("body::jsonb")})::json
        where account_id = $1 and conversation_id = any(array(
          select id from conversation where account_id = $1 and contact_id = any($2::bigint[])))`,
      values,
    );
  }
  tx.atEnd.push(() => redactContactTries(tx, own));
}

/**
 * Deletes what contacts said in command messages from the events of others' conversations that they are in or were in.
 * Index: conversation_member_of_contact, event_conversation.
 */
export async function redactCommandMessagesFrom(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const events: LogPosition[] = [];
  const conversationIds = new Set<number>();
  for (const table of TABLES) {
    const redacted = await tx.query<LogPosition & { conversationId: number }>(
      `update ${table} set body = (${withoutPassing("body::jsonb")})::json
        where account_id = $1 and resource_type = 'command_message'
          and body #>> '{data,sender,type}' = 'contact' and (body #>> '{data,sender,id}')::bigint = any($2::bigint[])
          and conversation_id = any(array(
            select conversation_id from conversation_member where account_id = $1 and contact_id = any($2::bigint[])))
        ${POSITIONS[table] && `${POSITIONS[table]}, conversation_id as "conversationId"`}`,
      [tx.caller.accountId, contactIds, tx.now.toISOString()],
    );
    events.push(...redacted);
    for (const { conversationId } of redacted) conversationIds.add(conversationId);
  }
  tx.atEnd.push(() => redactNoteTries(tx, [...conversationIds], events));
}

type Note = { messageId: number; conversationId: number };

/**
 * Deletes the text of notes from the events of their conversations; everything else stays. The caller holds the
 * conversations' locks, so no event of the notes is added meanwhile. Index: event_conversation.
 */
export async function redactNotes(tx: Tx, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  const conversationIds = [...new Set(notes.map(({ conversationId }) => conversationId))];
  const messageIds = notes.map(({ messageId }) => messageId);
  const events: LogPosition[] = [];
  for (const table of TABLES) {
    const redacted = await tx.query<LogPosition>(
      `update ${table} set body = (${withoutNotes("body::jsonb")})::json
        where account_id = $1 and conversation_id = any($2::bigint[]) and ${CONTAINS_NOTE} ${POSITIONS[table]}`,
      [tx.caller.accountId, conversationIds, messageIds, tx.now.toISOString()],
    );
    events.push(...redacted);
  }
  tx.atEnd.push(() => redactNoteTries(tx, conversationIds, events));
}

import { maySee } from "@/server/contract/_shared/caller";
import type { EventType } from "@/server/contract/event/event";
import { toLastMessage } from "@/server/contract/event/reduce";
import { one } from "@/server/store/_postgres/db";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { updateConversation } from "@/server/store/conversations/conversations";
import { recordEvent } from "@/server/store/events/record-event";
import type { PendingEvent, Tx } from "@/server/store/events/tx";
import { attachFiles } from "@/server/store/files/attachments";
import { MESSAGE_JSON } from "@/server/store/generated/rows";
import { afterMessage, membersAfter } from "./after-message";
import { insertAttempt } from "./attempts";
import { insertMessage, type NewMessage } from "./insert-message";

const COLUMNS = select(MESSAGE_COLUMNS);

/** By the fields that are saved together. */
const form = statementForms(20);

type Saved = Partial<Omit<MessageRow, "id" | "version" | "updatedAt">>;

/** Saves fields of a locked message; for save functions only. Compare-and-set by version: throws after a write without the lock. */
export async function updateMessage(tx: Tx, before: MessageRow, fields: Saved): Promise<MessageRow> {
  const saved = { ...fields, version: before.version + 1, updatedAt: tx.now };
  const columns: Readonly<Record<string, string>> = MESSAGE_COLUMNS;
  const set = Object.keys(saved).map((name, i) => `${columns[name]?.replace("$.", "")} = $${i + 4}`);
  const text = `update message set ${set.join(", ")}
    where account_id = $1 and id = $2 and version = $3 returning ${COLUMNS}`;
  const values = Object.entries(saved).map(([name, value]) =>
    MESSAGE_JSON.has(name) && value !== null ? JSON.stringify(value) : value,
  );
  return one(
    await tx.query<MessageRow>(form(text), [tx.caller.accountId, before.id, before.version, ...values]),
  );
}

/** Adds a message or note to a locked conversation, records its event, and updates the conversation's derived fields. */
export async function appendMessage(
  tx: Tx,
  conversation: ConversationRow,
  m: NewMessage,
): Promise<{ message: MessageRow; conversation: ConversationRow }> {
  const message = await insertMessage(tx, conversation, m);
  if (m.files?.length)
    await attachFiles(
      tx,
      message.id,
      m.files.map(({ id }) => id),
    );
  if (m.tick) {
    const { id: messageId, inboxId, sourceId } = message;
    insertAttempt(tx, { messageId, number: m.tick.attempt, inboxId, sourceId });
  }
  if (m.kind !== "system") keepLastMessage(tx, message);
  const after = await updateConversation(tx, conversation, {
    ...afterMessage(conversation, m, message),
    ...membersAfter(tx, conversation, m),
  });
  const created = m.kind === "note" ? "note.created" : "message.created";
  recordMessageEvent(tx, created, { ...message, version: 1 }, { changes: {} });
  if (m.requestsSend) recordMessageEvent(tx, "message.send_requested", message, { changes: {} });
  return { message, conversation: after };
}

/** The conversation of a message, without a lock: it is locked before the message. Null when the caller may not see it. */
export async function findConversationOf(tx: Tx, messageId: number): Promise<number | null> {
  const [row] = await tx.query<{ conversationId: number; inboxId: number }>(
    `select c.id as "conversationId", c.inbox_id as "inboxId"
       from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = $2`,
    [tx.caller.accountId, messageId],
  );
  return row && maySee(tx.caller, row) ? row.conversationId : null;
}

/** `inboxId`: the inbox that carried the message; `isInId`: the conversation's current inbox. */
export type MessageInboxes = { inboxId: number; isInId: number };

/** The inboxes of each of these messages, without a lock or a check of rights. Indexes: message_pkey, conversation_pkey. */
export async function findInboxesOf(
  tx: Tx,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, MessageInboxes>> {
  const rows = await tx.query<MessageInboxes & { id: number }>(
    `select m.id, m.inbox_id as "inboxId", c.inbox_id as "isInId"
       from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = any($2::bigint[])`,
    [tx.caller.accountId, messageIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Order: message id, which is the order of locks. Index: message_pkey. */
const LOCK = statement(
  `select ${COLUMNS} from message where account_id = $1 and id = any($2::bigint[]) order by id for no key update`,
);

/** Locks messages in ascending order of id. Does not check rights: the conversation decides them. */
export async function lockMessages(tx: Tx, messageIds: readonly number[]): Promise<MessageRow[]> {
  if (messageIds.length === 0) return [];
  return tx.query<MessageRow>(LOCK, [tx.caller.accountId, messageIds]);
}

/**
 * Locks, in ascending order, a conversation's public outgoing messages that are not read yet. Includes pending and failed
 * ones: a concurrent receipt may raise them to sent.
 */
export async function lockUnreadOut(tx: Tx, conversationId: number): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `select ${COLUMNS} from message
      where account_id = $1 and conversation_id = $2 and direction = 'out' and kind = 'message'
        and status in ('pending', 'sent', 'failed', 'delivered')
      order by id for no key update`,
    [tx.caller.accountId, conversationId],
  );
}

type MessageEvent = Extract<EventType, `message.${string}` | "note.created">;

type EventSpec = Pick<PendingEvent, "changes"> & Partial<Pick<PendingEvent, "by" | "eventContext">>;

/** Records an event of a message; for the store's save functions. */
export function recordMessageEvent(tx: Tx, type: MessageEvent, row: MessageRow, event: EventSpec): void {
  const dto = toMessageDto(row);
  const known = tx.preloaded.get(row.conversationId);
  if (known?.lastMessage?.id === row.id)
    tx.preloaded.set(row.conversationId, { ...known, lastMessage: toLastMessage(dto) });
  recordEvent(tx, { ...event, type, resource: "message", dto });
}

/** The message is its conversation's last one from now on. */
function keepLastMessage(tx: Tx, row: MessageRow): void {
  const known = tx.preloaded.get(row.conversationId);
  if (known)
    tx.preloaded.set(row.conversationId, { ...known, lastMessage: toLastMessage(toMessageDto(row)) });
}

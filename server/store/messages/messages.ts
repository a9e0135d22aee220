import { maySee } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { EventType } from "@/server/contract/event/event";
import { toLastMessage } from "@/server/contract/event/reduce";
import type { Tick } from "@/server/domain/message/tick";
import { statement } from "@/server/store/_postgres/statement";
import { asStored, limitAttributes, namesOf, parameters, select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { updateConversation } from "@/server/store/conversations/conversations";
import { takeId } from "@/server/store/events/drawn-ids";
import { recordEvent } from "@/server/store/events/record-event";
import { type PendingEvent, sendAhead, type Tx } from "@/server/store/events/tx";
import { attachFiles } from "@/server/store/files/attachments";
import { type FileRow, toAttachment } from "@/server/store/files/files";
import { messageDefaults } from "@/server/store/generated/rows";
import { afterMessage, historyNumberOf, participantsAfter } from "./after-message";
import { insertAttempt } from "./attempts";

const COLUMNS = select(MESSAGE_COLUMNS);

export type NewMessage = Pick<MessageRow, "kind" | "direction" | "content"> & {
  sender: MessageDto["sender"];
  /** The first tick; null for incoming messages, notes and activity lines. */
  tick: Tick | null;
  contentType?: string;
  contentAttributes?: MessageRow["contentAttributes"];
  sourceId?: string | null;
  clientId?: string | null;
  activity?: MessageRow["activity"];
  mentions?: MessageRow["mentions"];
  /** Of a system message: `content` is it in English. */
  system?: MessageRow["system"];
  /** False: it does not raise its readers' unread counts. */
  countsUnread?: boolean;
  sendAfter?: Date | null;
  /** When it was written elsewhere, in the past; absent or null = now. */
  writtenAt?: Date | null | undefined;
  /** Locked, and attached to no message yet. */
  files?: readonly FileRow[];
  /** Also records `message.send_requested`, with the message's second version. */
  requestsSend?: boolean;
};

/**
 * Inserts a row with the conversation's next number, without waiting for Postgres: under the conversation's lock the row is known.
 * Records no event: see `appendMessage` and `insertActivityLine`.
 */
export async function insertMessage(
  tx: Tx,
  conversation: ConversationRow,
  m: NewMessage,
): Promise<MessageRow> {
  limitAttributes({}, m);
  if (tx.batch && !isFit(tx, m))
    throw new Error("a write batch accepts lines and system messages of its caller, and customers' messages");
  const row = rowOf(tx, conversation, { id: await takeId(tx, "message"), m });
  if (tx.batch) tx.batch.messages.push(row);
  else
    sendAhead(tx, tx.query(INSERT, [tx.caller.accountId, ...WRITTEN.map((name) => toParameter(row[name]))]));
  return row;
}

const rowOf = (
  tx: Tx,
  conversation: ConversationRow,
  { id, m }: { id: number; m: NewMessage },
): MessageRow => ({
  ...messageDefaults(),
  id,
  conversationId: conversation.id,
  inboxId: conversation.inboxId,
  number: conversation.lastNumber + 1,
  kind: m.kind,
  direction: m.direction,
  content: m.content.toWellFormed(),
  contentType: m.contentType ?? "text",
  contentAttributes: asStored(m.contentAttributes ?? {}),
  senderType: m.sender.type,
  senderId: m.sender.id,
  senderName: m.sender.name,
  status: m.tick?.status ?? null,
  attempt: m.tick?.attempt ?? 0,
  leftAt: m.tick?.leftAt ?? null,
  isLeftAssumed: m.tick?.isLeftAssumed ?? false,
  sourceId: m.sourceId ?? null,
  clientId: m.clientId ?? null,
  activity: asStored(m.activity ?? null),
  mentions: asStored(m.mentions ?? null),
  attachments: m.files?.length ? asStored(m.files.map(toAttachment)) : null,
  system: asStored(m.system ?? null),
  countsUnread: m.countsUnread ?? true,
  historyNumber: historyNumberOf(conversation, m),
  sendAfter: m.sendAfter ?? null,
  version: m.requestsSend ? 2 : 1,
  createdAt: m.writtenAt ?? tx.now,
  updatedAt: tx.now,
});

/** The columns that a new message may have another value than the default in. */
const WRITTEN = [
  "id",
  "conversationId",
  "inboxId",
  "number",
  "kind",
  "direction",
  "content",
  "contentType",
  "contentAttributes",
  "senderType",
  "senderId",
  "senderName",
  "status",
  "attempt",
  "leftAt",
  "isLeftAssumed",
  "sourceId",
  "clientId",
  "activity",
  "mentions",
  "attachments",
  "system",
  "countsUnread",
  "historyNumber",
  "sendAfter",
  "version",
  "createdAt",
  "updatedAt",
] as const satisfies (keyof MessageRow)[];

const INSERT = statement(
  `insert into message (account_id, ${namesOf(MESSAGE_COLUMNS, WRITTEN).join(", ")}) values ($1, ${parameters(WRITTEN, 2)})`,
);

/** The driver would send a JSON array as a Postgres array. */
const toParameter = (value: unknown): unknown => (Array.isArray(value) ? JSON.stringify(value) : value);

/** What a batch may add: lines and system messages of its caller, and what customers write. */
const isFit = (tx: Tx, { kind, direction, content, sender }: NewMessage): boolean =>
  kind === "message"
    ? direction === "in" && sender.type === "contact"
    : sender === tx.caller.actor && (kind === "system" || (kind === "activity" && content === ""));

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
    ...participantsAfter(tx, conversation, m),
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

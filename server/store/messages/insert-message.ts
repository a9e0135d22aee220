import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Tick } from "@/server/domain/message/tick";
import { statement } from "@/server/store/_postgres/statement";
import { asStored, limitAttributes, namesOf, parameters } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import { takeId } from "@/server/store/events/drawn-ids";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { type FileRow, toAttachment } from "@/server/store/files/files";
import { messageDefaults } from "@/server/store/generated/rows";
import { historyNumberOf } from "./after-message";

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
  email?: MessageRow["email"];
  sentAt?: Date | null | undefined;
  inReplyTo?: MessageRow["inReplyTo"];
  location?: MessageRow["location"];
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
    throw new Error("a write batch accepts what its caller does, and customers' messages");
  const row = rowOf(tx, conversation, { id: await takeMessageId(tx, conversation), m });
  if (tx.batch) tx.batch.messages.push(row);
  else
    sendAhead(tx, tx.query(INSERT, [tx.caller.accountId, ...WRITTEN.map((name) => toParameter(row[name]))]));
  return row;
}

/** The id that was drawn with the conversation's lock, or another one. */
async function takeMessageId(tx: Tx, { id: conversationId }: ConversationRow): Promise<number> {
  const known = tx.preloaded.get(conversationId);
  if (!known || known.messageId === null) return takeId(tx, "message");
  tx.preloaded.set(conversationId, { ...known, messageId: null });
  return known.messageId;
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
  email: asStored(m.email ?? null),
  sentAt: m.sentAt ?? null,
  inReplyTo: m.inReplyTo ?? null,
  location: asStored(m.location ?? null),
  countsUnread: m.countsUnread ?? true,
  historyNumber: historyNumberOf(conversation, m),
  sendAfter: m.sendAfter ?? null,
  version: m.requestsSend ? 2 : 1,
  createdAt: m.writtenAt ?? tx.now,
  updatedAt: tx.now,
});

/** The columns that a new message may have another value than the default in. */
export const WRITTEN = [
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
  "email",
  "sentAt",
  "inReplyTo",
  "location",
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

/** What a batch may add: messages, lines and system messages of its caller, and what customers write. */
const isFit = (tx: Tx, { kind, direction, content, sender }: NewMessage): boolean =>
  kind === "message" && direction === "in"
    ? sender.type === "contact"
    : sender === tx.caller.actor && (kind !== "activity" || content === "");

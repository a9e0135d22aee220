import { assignReplier } from "@/server/commands/conversations/assign";
import { signalInto } from "@/server/commands/conversations/change-status";
import { findReported, findWritten } from "@/server/commands/messages/_steps/find-repeated";
import {
  type ForwardedParts,
  filesOf,
  forwardedParts,
} from "@/server/commands/messages/_steps/forwarded-mail";
import { requireFilledLength, requireSendable } from "@/server/commands/messages/_steps/outgoing-limits";
import { keepComposed, outgoingMail } from "@/server/commands/messages/_steps/outgoing-mail";
import { quoteOf, sentQuoteOf } from "@/server/commands/messages/_steps/quote";
import { applyParked } from "@/server/commands/receipts/_steps/fold-receipts";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { QuoteInput } from "@/server/contract/message/channel-facts";
import type { OutgoingEmail } from "@/server/contract/message/message-email";
import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { fillSignature, withSignature } from "@/server/contract/message/signature";
import type { SystemContent } from "@/server/contract/message/system-content";
import { assignsReplier } from "@/server/domain/member/assign-on-reply";
import { firstStatus, firstTick, hasSender } from "@/server/domain/message/tick";
import { sendAfterOf } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import { lockReplying, type Replying } from "@/server/store/conversations/lock-with-inbox";
import { findNewerOfOthers } from "@/server/store/conversations/seen";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import type { ReplyWriter } from "@/server/store/inboxes/reply-writer";
import { appendMessage } from "@/server/store/messages/messages";
import { appendSystemMessage } from "@/server/store/messages/system-messages";
import { insertUndoWindow } from "@/server/store/messages/undo-windows";
import { insertCannedUses } from "@/server/store/organising/canned-uses";
import { insertSend } from "@/server/store/sends/sends";

export type OutgoingMessage = {
  content: string;
  /** The provider's id, if the message was sent already. */
  sourceId?: string | null;
  clientId?: string | null;
  contentType?: string;
  contentAttributes?: MessageDto["contentAttributes"];
  /** The caller's uploads; with them, the text may be empty. */
  fileIds?: readonly number[] | undefined;
  /** The undo window in ms, at most `UNDO_WINDOW_MS_MAX`; 0 or absent = sent immediately. */
  holdMs?: number;
  /** It reached the customer by another way already: Tickline does not send it, and its tick begins as sent. */
  hasLeft?: boolean | undefined;
  /** When that was, in the past. */
  writtenAt?: Date | undefined;
  /** When it was sent, by its provider, if it was. */
  sentAt?: Date | undefined;
  /** The message that it quotes. */
  inReplyTo?: QuoteInput | undefined;
  /** The place that it is about, if it was sent already. */
  location?: MessageDto["location"] | undefined;
  /** How its mail is addressed, in an inbox of mails. */
  email?: OutgoingEmail | undefined;
  /** What it forwards, as `sendMessage` has put it below its text. */
  forwarded?: Omit<ForwardedParts, "content"> | undefined;
  /** The header of its mail, which another program sent. */
  sentEmail?: MessageDto["email"] | undefined;
  /** False: it does not raise the unread counts of the conversation's members. */
  countsUnread?: boolean | undefined;
};

export type SendMessage = OutgoingMessage & {
  conversation: ConversationRef;
  /** Send and resolve: one operation, two events. */
  resolve?: boolean;
  /** The newest message that the writer has seen. A crossing reply is refused. */
  lastSeenNumber?: number;
  /** The canned replies that its text was written with; unknown ones are ignored. */
  cannedReplyIds?: readonly number[] | undefined;
  /** The writer's signature is appended, if they have one and the inbox appends them. */
  isSigned?: boolean | undefined;
};

/** `isRepeated`: an earlier request stored it. */
export type SentMessage = { message: MessageRow; conversation: ConversationRow; isRepeated?: boolean };

/**
 * Sends a public message. Only with `resolve` it changes the conversation's status. A member's reply assigns an unassigned
 * conversation to them, if the account or they themselves want that. A message that the conversation has under the same
 * `clientId` or `sourceId` changes nothing.
 */
export async function sendMessage(tx: Tx, { isSigned = false, ...input }: SendMessage): Promise<SentMessage> {
  const locked = await lockReplying(tx, input.conversation);
  if (!locked) throw new Refusal("conversation.not_found");
  const { conversation, inbox, writer } = locked;
  const content = isSigned ? signedContent(tx, input.content, locked) : input.content;
  const message = await withForwarded(tx, locked, { ...input, content });
  const place = { conversations: [conversation], kind: "message", direction: "out" } as const;
  const known = {
    ...message,
    fileIds: [...(message.forwarded?.forwardedFileIds ?? []), ...(message.fileIds ?? [])],
  };
  const repeated = (await findWritten(tx, place, known)) ?? (await findReported(tx, conversation, known));
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (input.lastSeenNumber !== undefined) await requireSeen(tx, conversation, input.lastSeenNumber);
  const sent = await sendInto(tx, conversation, inbox, message);
  if (input.cannedReplyIds?.length) await insertCannedUses(tx, sent.message, input.cannedReplyIds);
  const replied = isSentAlready(input) ? sent : await assignWriter(tx, sent, writer);
  if (!input.resolve) return replied;
  return {
    ...replied,
    conversation: await signalInto(tx, replied.conversation, { signal: "resolve", until: null }),
  };
}

async function withForwarded<M extends OutgoingMessage>(tx: Tx, place: Replying, message: M): Promise<M> {
  const parts = await forwardedParts(tx, place, message);
  return parts ? { ...message, content: parts.content, forwarded: parts } : message;
}

/** The text with the signature of the member who replies, as it is shown to them. */
export function signedContent(tx: Tx, content: string, { conversation, inbox, writer }: Replying): string {
  const names = {
    agent: tx.caller.actor.name ?? "",
    contact: tx.preloaded.get(conversation.id)?.contact.name ?? "",
    inbox: inbox.name,
  };
  return withSignature(content, fillSignature(writer?.signature ?? "", names));
}

/** Assigns the conversation to the member who replied, if nobody is assigned and they want that. */
async function assignWriter(tx: Tx, sent: SentMessage, writer: ReplyWriter | null): Promise<SentMessage> {
  const { conversation, message } = sent;
  if (!writer || conversation.assigneeId !== null || message.senderId === null) return sent;
  if (!assignsReplier(writer.choice, writer)) return sent;
  return { ...sent, conversation: await assignReplier(tx, conversation, message.senderId) };
}

/** Refuses if others wrote messages after `lastSeenNumber` into a locked conversation, with their numbers. */
export async function requireSeen(
  tx: Tx,
  conversation: ConversationRow,
  lastSeenNumber: number,
): Promise<void> {
  const newer = await findNewerOfOthers(tx, conversation, lastSeenNumber);
  if (newer.length > 0)
    throw new Refusal("message.unseen_newer", { field: "lastSeenNumber", detail: newer.join(",") });
}

/** Sends into a locked, live conversation. */
export async function sendInto(
  tx: Tx,
  conversation: ConversationRow,
  inbox: InboxRow,
  message: OutgoingMessage,
): Promise<SentMessage> {
  // What was sent by another way is stored as it is.
  if (!isSentAlready(message)) await requireSendable(tx, { message, conversation, inbox });
  const composed =
    message.sentEmail || (isSentAlready(message) && !message.email)
      ? null
      : await outgoingMail(tx, { conversation, inbox }, mailOf(message));
  const files = await filesOf(tx, message);
  const { inReplyTo: quote } = message;
  const inReplyTo = isSentAlready(message)
    ? await quoteOf(tx, conversation, quote)
    : await sentQuoteOf(tx, conversation, { quote, channel: inbox.channel });
  const sendAfter = sendAfterOf(message.holdMs ?? 0, tx.now);
  const isDue = sendAfter === null && !isSentAlready(message);
  const sent = await appendMessage(tx, conversation, {
    kind: "message",
    direction: "out",
    content: message.content,
    sender: tx.caller.actor,
    tick: firstTick(startOf(message, { sendAfter, inbox }), 1, message.writtenAt ?? tx.now),
    writtenAt: message.writtenAt,
    sourceId: message.sourceId ?? null,
    clientId: message.clientId ?? null,
    sendAfter,
    email: message.sentEmail ?? composed,
    sentAt: message.sentAt,
    inReplyTo,
    location: message.location ?? null,
    files,
    requestsSend: isDue && !hasSender(inbox),
    ...(message.contentType === undefined ? {} : { contentType: message.contentType }),
    ...(message.contentAttributes === undefined ? {} : { contentAttributes: message.contentAttributes }),
    ...(message.countsUnread === undefined ? {} : { countsUnread: message.countsUnread }),
  });
  if (composed) await keepComposed(tx, sent.message, composed);
  if (sendAfter !== null) await insertUndoWindow(tx, conversation, { messageId: sent.message.id, sendAfter });
  if (isDue && hasSender(inbox)) insertSend(tx, sent.message);
  if (sent.message.sourceId === null) return sent;
  const [after] = await applyParked(tx, [sent.message]);
  return { ...sent, message: after ?? sent.message };
}

/** A provider has it already, or it reached the customer by another way. */
const isSentAlready = ({ hasLeft, sourceId }: OutgoingMessage): boolean =>
  Boolean(hasLeft) || sourceId != null;

const mailOf = (message: OutgoingMessage) => ({
  email: message.email,
  forwardedMail: message.forwarded?.forwardedMail,
  isSentAlready: isSentAlready(message),
});

/** A message in its undo window is pending, whatever the inbox's first status. */
function startOf(
  message: OutgoingMessage,
  { sendAfter, inbox }: { sendAfter: Date | null; inbox: InboxRow },
): InboxRow["messagesStartAs"] {
  if (sendAfter !== null) return "pending";
  if (message.hasLeft) return "sent";
  return isSentAlready(message) ? inbox.messagesStartAs : firstStatus(inbox);
}

export type PostSystemMessage = {
  conversation: ConversationRef;
  /** With `{name}` where a parameter goes. */
  template: string;
  translations?: SystemContent["translations"];
  parameters?: SystemContent["parameters"];
  clientId?: string | null;
  countsUnread?: boolean;
};

/**
 * Posts a message that nobody wrote: customers and agents see it, it is sent nowhere, and the conversation's status stays.
 * A message that the conversation has under the same `clientId` changes nothing.
 */
export async function postSystemMessage(tx: Tx, input: PostSystemMessage): Promise<SentMessage> {
  const { template, translations = {}, parameters = {}, clientId = null, countsUnread } = input;
  requireFilledLength(template, translations, parameters);
  const conversation = await lockConversation(tx, input.conversation);
  if (!conversation) throw new Refusal("conversation.not_found");
  const system = { notice: null, template, translations, parameters };
  const place = { conversations: [conversation], kind: "system", direction: null } as const;
  const repeated = await findWritten(tx, place, { content: renderSystemContent(system, "en"), clientId });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return appendSystemMessage(tx, conversation, {
    system,
    clientId,
    ...(countsUnread === undefined ? {} : { countsUnread }),
  });
}

import { takeFiles } from "@/server/commands/_steps/take-files";
import { findWritten } from "@/server/commands/messages/_steps/find-repeated";
import type { Mention } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ForwardedFrom } from "@/server/contract/message/note-attributes";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockFilesInOrder } from "@/server/store/files/files";
import { listMentionable } from "@/server/store/members/agents";
import { findForwardable, insertForwarded } from "@/server/store/messages/forwarded-notes";
import type { NewMessage } from "@/server/store/messages/insert-message";
import { appendMessage } from "@/server/store/messages/messages";
import type { SentMessage } from "./send-message";

export type AddNote = Pick<
  NewMessage,
  "content" | "contentType" | "clientId" | "contentAttributes" | "writtenAt"
> & {
  conversation: ConversationRef;
  /** Members to notify. */
  mentionIds?: readonly number[];
  /** The caller's uploads; with them, the text may be empty. */
  fileIds?: readonly number[] | undefined;
};

/**
 * Adds a private note, which the customer never sees and which has no tick; once per `clientId`. Refuses to mention a
 * member who may not see the conversation.
 */
export async function addNote(
  tx: Tx,
  { conversation: ref, mentionIds = [], fileIds, ...note }: AddNote,
): Promise<SentMessage> {
  const conversation = await lockConversation(tx, ref);
  if (!conversation) throw new Refusal("conversation.not_found");
  const place = { conversations: [conversation], kind: "note", direction: null } as const;
  const repeated = await findWritten(tx, place, { ...note, fileIds });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return noteInto(tx, conversation, {
    ...note,
    files: await takeFiles(tx, { ...note, fileIds }),
    mentions: await mentionsOf(tx, conversation.inboxId, mentionIds),
  });
}

type Noted = Omit<NewMessage, "kind" | "direction" | "sender" | "tick">;

/** Adds the caller's note to a locked conversation. */
export const noteInto = (tx: Tx, conversation: ConversationRow, note: Noted): Promise<SentMessage> =>
  appendMessage(tx, conversation, {
    ...note,
    kind: "note",
    direction: null,
    sender: tx.caller.actor,
    tick: null,
  });

async function mentionsOf(tx: Tx, inboxId: number, userIds: readonly number[]): Promise<Mention[] | null> {
  if (userIds.length === 0) return null;
  const mentions = await listMentionable(tx, { accountId: tx.caller.accountId, inboxId, userIds });
  if (mentions.length < new Set(userIds).size) throw new Refusal("member.not_found", { field: "mentionIds" });
  return mentions;
}

type ForwardAsNote = { messageId: number; to: ConversationRef; clientId?: string | null };

/**
 * Copies a message, with its files, as a private note into another conversation that the caller may see. The note names
 * its source, and loses its text when the source is purged.
 */
export async function forwardAsNote(
  tx: Tx,
  { messageId, to, clientId = null }: ForwardAsNote,
): Promise<SentMessage> {
  const conversation = await lockConversation(tx, to);
  const message = await findForwardable(tx, messageId);
  if (!message || message.kind === "activity") throw new Refusal("message.not_found");
  const { content, displayId, number, sender, fileIds } = message;
  if (content === "" && fileIds.length === 0) throw new Refusal("message.deleted");
  if (!conversation) throw new Refusal("conversation.not_found");
  const place = { conversations: [conversation], kind: "note", direction: null } as const;
  const repeated = await findWritten(tx, place, { content, fileIds, clientId });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const sent = await appendMessage(tx, conversation, {
    kind: "note",
    direction: null,
    content,
    files: await lockFilesInOrder(tx, fileIds),
    contentAttributes: { forwardedFrom: { displayId, number, sender } satisfies ForwardedFrom },
    clientId,
    sender: tx.caller.actor,
    tick: null,
  });
  await insertForwarded(tx, sent.message, { messageId, conversationId: message.conversationId });
  return sent;
}

import { findWritten } from "@/server/commands/messages/_steps/find-repeated";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ForwardedFrom } from "@/server/contract/message/forwarded";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockFilesInOrder } from "@/server/store/files/files";
import { findForwardable } from "@/server/store/messages/forwardable";
import { insertForwarded } from "@/server/store/messages/forwarded-notes";
import { appendMessage } from "@/server/store/messages/messages";
import type { SentMessage } from "./send-message";

export type ForwardAsNote = { messageId: number; to: ConversationRef; clientId?: string | null };

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

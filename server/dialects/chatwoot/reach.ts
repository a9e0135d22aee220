import type { Services } from "@/server/commands/_run/services";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import {
  type ConversationWithContact,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { getMessage } from "@/server/queries/messages/get-message";

type Database = Services["database"];

/**
 * Within an account Chatwoot distinguishes unknown (404) from forbidden (401), so these functions read
 * with the rights of the whole account first. Rows of other accounts are never found.
 */
const ofWholeAccount = (caller: Caller): Caller => ({ ...caller, inboxIds: "all" });

/** The conversation with this number, or a refusal. */
export async function reachConversation(
  database: Database,
  caller: Caller,
  displayId: number,
): Promise<ConversationWithContact> {
  const found = await getConversation(database, ofWholeAccount(caller), { displayId });
  if (!maySee(caller, found.conversation)) throw new Refusal("auth.forbidden");
  return found;
}

/**
 * A reported message, null when the conversation has no such message, with its context. A caller who sees the inbox
 * that carried the message may report, wherever the conversation is now; `through` is that inbox.
 */
export async function reachReported(
  database: Database,
  caller: Caller,
  { displayId, messageId }: { displayId: number; messageId: number },
): Promise<ConversationWithContact & { message: MessageDto | null; inbox: InboxDto; through: InboxDto }> {
  const whole = ofWholeAccount(caller);
  const found = await getConversation(database, whole, { displayId });
  const reached = reachMessage(database, whole, { conversationId: found.conversation.id, messageId });
  const message = await reached.catch((error: unknown) => {
    if (isRefusal(error) && error.refusal === "message.not_found") return null;
    throw error;
  });
  if (!maySee(caller, found.conversation) && !(message && maySee(caller, message)))
    throw new Refusal("auth.forbidden");
  const inbox = await getInbox(database, whole, found.conversation.inboxId);
  const hasLeft = message && message.inboxId !== inbox.id;
  const through = hasLeft ? await getInbox(database, whole, message.inboxId) : inbox;
  return { ...found, message, inbox, through };
}

/** The inbox, or a refusal. */
export async function reachInbox(database: Database, caller: Caller, inboxId: number): Promise<InboxDto> {
  const inbox = await getInbox(database, ofWholeAccount(caller), inboxId);
  if (!maySee(caller, { inboxId })) throw new Refusal("auth.forbidden");
  return inbox;
}

/** A message of this conversation, or a refusal. */
export async function reachMessage(
  database: Database,
  caller: Caller,
  { conversationId, messageId }: { conversationId: number; messageId: number },
): Promise<MessageDto> {
  const message = await getMessage(database, caller, messageId);
  if (message.conversationId !== conversationId) throw new Refusal("message.not_found");
  return message;
}

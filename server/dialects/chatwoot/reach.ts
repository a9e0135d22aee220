import { services } from "@/server/commands/services";
import { type Caller, maySee } from "@/server/contract/caller";
import type { InboxDto, MessageDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { type ConversationWithContact, getConversation } from "@/server/queries/get-conversation";
import { getMessage } from "@/server/queries/get-message";
import { getInbox } from "@/server/queries/list-inboxes";

/**
 * Within one's own account Chatwoot tells what is not there (404) from what is not one's to see (401), so these look
 * with the eyes of the whole account first. Another account's things are never there.
 */
const ofWholeAccount = (caller: Caller): Caller => ({ ...caller, inboxIds: "all" });

/** The conversation with this number, or a refusal. */
export async function reachConversation(caller: Caller, displayId: number): Promise<ConversationWithContact> {
  const found = await getConversation(services().database, ofWholeAccount(caller), { displayId });
  if (!maySee(caller, found.conversation)) throw new Refusal("auth.forbidden");
  return found;
}

/** The inbox, or a refusal. */
export async function reachInbox(caller: Caller, inboxId: number): Promise<InboxDto> {
  const inbox = await getInbox(services().database, ofWholeAccount(caller), inboxId);
  if (!maySee(caller, { inboxId })) throw new Refusal("auth.forbidden");
  return inbox;
}

/** A message of this conversation, or a refusal. */
export async function reachMessage(
  caller: Caller,
  { conversationId, messageId }: { conversationId: number; messageId: number },
): Promise<MessageDto> {
  const message = await getMessage(services().database, caller, messageId);
  if (message.conversationId !== conversationId) throw new Refusal("message.not_found");
  return message;
}

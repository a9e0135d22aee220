import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { selectConversations } from "@/server/store/events/event-context";

export type ConversationWithContact = { conversation: ConversationDto; contact: ContactDto };

/** One conversation with its contact; refuses what the caller may not see as not found. */
export async function getConversation(
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationWithContact> {
  const [column, key] = "displayId" in ref ? ["display_id", ref.displayId] : ["id", ref.conversationId];
  const [found] = await selectConversations(
    db,
    caller.accountId,
    `c.${column} = $2 and c.lifecycle <> 'purged'`,
    [key],
  );
  if (!found || !maySee(caller, found.conversation)) throw new Refusal("conversation.not_found");
  return found;
}

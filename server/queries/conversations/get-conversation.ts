import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Db } from "@/server/store/_postgres/db";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { selectConversations, selectOwnConversations } from "@/server/store/events/event-context";

export type ConversationWithContact = { conversation: ConversationDto; contact: ContactDto };

/** A conversation with how far the caller has seen it; null = they have never opened it. Absent = not read. */
export type ConversationOfMember = ConversationWithContact & { seen?: OwnMark | null };

/** One conversation with its contact; refuses what the caller may not see as not found. */
export const getConversation = async (
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationWithContact> =>
  requireSeen(caller, await selectConversations(db, caller.accountId, whereOf(ref), [keyOf(ref)]));

/** The same with how far the caller has seen it. */
export const getOwnConversation = async (
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationOfMember> =>
  requireSeen(caller, await selectOwnConversations(db, caller, whereOf(ref), [keyOf(ref)]));

const whereOf = (ref: ConversationRef): string =>
  `c.${"displayId" in ref ? "display_id" : "id"} = $2 and c.lifecycle <> 'purged'`;

const keyOf = (ref: ConversationRef): number => ("displayId" in ref ? ref.displayId : ref.conversationId);

function requireSeen<R extends ConversationWithContact>(caller: Caller, [found]: readonly R[]): R {
  if (!found || !maySee(caller, found.conversation)) throw new Refusal("conversation.not_found");
  return found;
}

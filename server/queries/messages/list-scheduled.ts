import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { findScheduled, listScheduled } from "@/server/store/messages/scheduled-messages";

/**
 * The scheduled messages of a conversation that wait or were not sent, the first due first; at most `SCHEDULED_MESSAGES_MAX`.
 * @throws Refusal `conversation.not_found`.
 */
export const listScheduledMessages = (
  database: Database,
  caller: Caller,
  ref: ConversationRef,
): Promise<ScheduledMessageDto[]> =>
  atReplica(database).snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    return listScheduled(db, caller.accountId, conversation.id);
  });

/**
 * One of a conversation, in any state: also one that was sent or cancelled.
 * @throws Refusal `conversation.not_found`, `scheduled_message.not_found`.
 */
export const getScheduledMessage = (
  database: Database,
  caller: Caller,
  { id, ...ref }: ConversationRef & { id: number },
): Promise<ScheduledMessageDto> =>
  atReplica(database).snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const found = await findScheduled(db, caller.accountId, { id, conversationId: conversation.id });
    if (!found) throw new Refusal("scheduled_message.not_found");
    return found;
  });

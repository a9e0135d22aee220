import type { Caller } from "@/server/contract/_shared/caller";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listScheduled } from "@/server/store/messages/scheduled-messages";

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

import type { Caller } from "@/server/contract/_shared/caller";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import { readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import { toMessageDto } from "@/server/store/_rows/message-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { type HistoryRange, listHistoryRows } from "@/server/store/groups/history";

export type HistoryPage = { data: HistoryMessage[]; asOf: string };

export type ListHistory = HistoryRange & { conversation: ConversationRef };

/**
 * The messages that members of a conversation read, by the dense number of their history: those from `from` to `to`, both
 * included. Empty for a conversation without members. Refuses what the caller may not see as not found.
 */
export function listHistoryPage(
  database: Database,
  caller: Caller,
  { conversation: ref, ...range }: ListHistory,
): Promise<HistoryPage> {
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const rows = await listHistoryRows(db, {
      ...range,
      accountId: caller.accountId,
      conversationId: conversation.id,
    });
    return {
      data: rows.map((row) => ({ ...toMessageDto(row), historyNumber: row.historyNumber ?? 0 })),
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** The same without the cursor of its snapshot. */
export const listHistory = async (
  database: Database,
  caller: Caller,
  input: ListHistory,
): Promise<HistoryMessage[]> => (await listHistoryPage(database, caller, input)).data;

import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { Db } from "@/server/store/_postgres/db";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import {
  findHistoryRows,
  type ListedConversations,
  listConversationRows,
  listRecentRows,
} from "@/server/store/wukongim/conversations";

export type { HistoryRange } from "@/server/store/groups/history";
export type { ListedConversation } from "@/server/store/wukongim/conversations";
export { type HistoryOf, listWireRows, type WireRow } from "@/server/store/wukongim/history";

/** The newest conversations of a customer in an inbox, the newest first. */
export const listConversationsOf = (
  db: Db,
  accountId: number,
  of: { contactId: number; inboxId: number },
): Promise<ListedConversations> => listConversationRows(db, accountId, of);

const toHistory = (row: MessageRow): HistoryMessage => ({
  ...toMessageDto(row),
  historyNumber: row.historyNumber ?? 0,
});

/** The newest messages of each of these conversations after a number, the newest first. */
export async function listRecents(
  db: Db,
  accountId: number,
  wanted: { of: readonly { conversationId: number; after: number }[]; limit: number },
): Promise<HistoryMessage[]> {
  return (await listRecentRows(db, accountId, wanted)).map(toHistory);
}

/** Messages of a conversation's history by id or number, by number. */
export async function findInHistory(
  db: Db,
  accountId: number,
  of: { conversationId: number; ids: readonly number[]; numbers: readonly number[] },
): Promise<HistoryMessage[]> {
  return (await findHistoryRows(db, accountId, of)).map(toHistory);
}

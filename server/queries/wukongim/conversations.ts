import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { Db } from "@/server/store/_postgres/db";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import {
  findHistoryRows,
  type ListedConversations,
  type ListedOf,
  listConversationRows,
  listRecentRows,
  type RecentOf,
} from "@/server/store/wukongim/conversations";

export type { HistoryRange } from "@/server/store/groups/history";
export type { ListedConversation } from "@/server/store/wukongim/conversations";
export { type HistoryOf, listWireRows, type WireRow } from "@/server/store/wukongim/history";

/** The newest conversations of a customer in an inbox, or those of these, the newest first. */
export const listConversationsOf = (db: Db, accountId: number, of: ListedOf): Promise<ListedConversations> =>
  listConversationRows(db, accountId, of);

const toHistory = (row: MessageRow): HistoryMessage => ({
  ...toMessageDto(row),
  historyNumber: row.historyNumber ?? 0,
});

/** Messages of each of these conversations after a number; by default the newest, the newest first. */
export async function listRecents(db: Db, accountId: number, wanted: RecentOf): Promise<HistoryMessage[]> {
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

import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import {
  findHistoryRows,
  findInHistories,
  type ListedConversations,
  type ListedOf,
  listConversationRows,
  listRecentRows,
  type RecentOf,
} from "@/server/dialects/wukongim/store/conversations";
import type { Db } from "@/server/store/_postgres/db";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";

export type { ListedConversation } from "@/server/dialects/wukongim/store/conversations";
export {
  type HistoryOf,
  listRecentWires,
  listWireRows,
  type RecentWire,
  type WireRow,
} from "@/server/dialects/wukongim/store/history";
export type { HistoryRange } from "@/server/store/groups/history";

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

/** Whole messages of any histories by id. */
export async function findWhole(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, HistoryMessage>> {
  const rows = await findInHistories(db, accountId, ids);
  return new Map(rows.map((row) => [row.id, toHistory(row)]));
}

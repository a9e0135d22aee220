import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import {
  findHistoryRows,
  listRecentRows,
  type RecentOf,
} from "@/server/dialects/wukongim/store/conversations";
import type { Db } from "@/server/store/_postgres/db";
import { type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";

export { type HistoryOf, readHistoryTexts } from "@/server/dialects/wukongim/store/history";
export {
  listChannelsOf,
  type NamedConversation,
  readChangedText,
  readNamedTexts,
} from "@/server/dialects/wukongim/store/listed-conversations";
export type { HistoryRange } from "@/server/store/groups/history";

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

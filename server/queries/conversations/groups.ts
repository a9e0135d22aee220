import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HistoryMessage, ListedMember } from "@/server/contract/conversation/conversation-member";
import { idOf, type Page, pageById, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { toMessageDto } from "@/server/store/_rows/message-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { type HistoryRange, listHistoryRows } from "@/server/store/groups/history";
import { listMemberRows, listMembersById, toListedMember } from "@/server/store/groups/listed-members";
import { getConversation } from "./get-conversation";

/** `includesFormer`: also those who left. */
export type ListMembers = {
  conversation: ConversationRef;
  cursor?: string | null | undefined;
  limit: number;
  includesFormer?: boolean;
};

/** The members of a conversation in the order in which they first joined, keyset on it. */
export function listConversationMembers(
  database: Database,
  caller: Caller,
  { conversation: ref, cursor, limit, includesFormer = false }: ListMembers,
): Promise<Page<ListedMember>> {
  const after = idOf(cursor) ?? 0;
  return atReplica(database).snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const rows = await listMemberRows(db, {
      accountId: caller.accountId,
      conversationId: conversation.id,
      after,
      includesFormer,
      limit: limit + 1,
    });
    return pageById(rows.map(toListedMember), limit, await readAsOf(db, caller.accountId));
  });
}

/** These members of conversations that the caller was shown before, by id. */
export const findConversationMembers = async (
  db: Db,
  caller: Caller,
  memberIds: readonly number[],
): Promise<ListedMember[]> =>
  (await listMembersById(db, { accountId: caller.accountId, memberIds })).map(toListedMember);

/** One of them; refuses an unknown one. */
export async function getConversationMember(db: Db, caller: Caller, memberId: number): Promise<ListedMember> {
  const [member] = await findConversationMembers(db, caller, [memberId]);
  if (!member) throw new Refusal("conversation_member.not_found");
  return member;
}

type HistoryPage = { data: HistoryMessage[]; asOf: string };

type ListHistory = HistoryRange & { conversation: ConversationRef };

/**
 * The messages that members of a conversation read, by the dense number of their history: those from `from` to `to`, both
 * included. Empty for a conversation without members. Refuses what the caller may not see as not found.
 */
export function listHistoryPage(
  database: Database,
  caller: Caller,
  { conversation: ref, ...range }: ListHistory,
): Promise<HistoryPage> {
  return atReplica(database).snapshot(async (db) => {
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

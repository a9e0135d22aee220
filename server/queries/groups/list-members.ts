import type { Caller } from "@/server/contract/_shared/caller";
import type { ListedMember } from "@/server/contract/conversation/conversation-member";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listMemberRows, toListedMember } from "@/server/store/groups/listed-members";

/** `after`: the id of the last member of the page before; `includesFormer`: also those who left. */
export type ListMembers = {
  conversation: ConversationRef;
  after?: number | null;
  limit: number;
  includesFormer?: boolean;
};

export type MembersPage = { data: ListedMember[]; hasMore: boolean };

/** The members of a conversation in the order in which they first joined, keyset on it. */
export function listConversationMembers(
  database: Database,
  caller: Caller,
  { conversation: ref, after, limit, includesFormer = false }: ListMembers,
): Promise<MembersPage> {
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const rows = await listMemberRows(db, {
      accountId: caller.accountId,
      conversationId: conversation.id,
      after: after ?? 0,
      includesFormer,
      limit: limit + 1,
    });
    return { data: rows.slice(0, limit).map(toListedMember), hasMore: rows.length > limit };
  });
}

import type { Caller } from "@/server/contract/_shared/caller";
import type { ListedMember } from "@/server/contract/conversation/conversation-member";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listMemberRows, toListedMember } from "@/server/store/groups/listed-members";

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
  const [after = 0] = positionOf(cursor, ["number"]) ?? [];
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, ref);
    const rows = await listMemberRows(db, {
      accountId: caller.accountId,
      conversationId: conversation.id,
      after: Number(after),
      includesFormer,
      limit: limit + 1,
    });
    const data = rows.slice(0, limit).map(toListedMember);
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

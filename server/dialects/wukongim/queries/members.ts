import type { Db } from "@/server/store/_postgres/db";
import { listActiveMembers } from "@/server/store/groups/conversation-members";

/** The contacts that are in a conversation now. */
export const listMemberIds = async (
  db: Db,
  accountId: number,
  { conversationId }: { conversationId: number },
): Promise<number[]> =>
  (await listActiveMembers(db, { accountId, conversationId })).map(({ contactId }) => contactId);

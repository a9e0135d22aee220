import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { listMemberships, type MembershipRow } from "@/server/store/groups/listed-members";

/**
 * The conversations whose member a contact is now, each with the member's positions and unread count, by id; `after` an
 * id. `next` is where the next page begins, null at the end. Those that the caller may not see are left out.
 */
export async function listConversationsOfMember(
  db: Db,
  caller: Caller,
  { contactId, after = 0, limit }: { contactId: number; after?: number; limit: number },
): Promise<{ data: MembershipRow[]; next: number | null }> {
  const { accountId } = caller;
  const rows = await listMemberships(db, { accountId, contactId, after, limit });
  const last = rows.at(-1);
  return {
    data: rows.filter((row) => maySee(caller, row)),
    next: rows.length === limit && last ? last.conversationId : null,
  };
}

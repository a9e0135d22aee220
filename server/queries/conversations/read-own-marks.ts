import type { Caller } from "@/server/contract/_shared/caller";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Db } from "@/server/store/_postgres/db";
import { listOwnMarks } from "@/server/store/conversations/seen";

/** The caller's marks by conversation; those without one are left out. */
export async function readOwnMarks(
  db: Db,
  caller: Pick<Caller, "accountId" | "userId">,
  conversationIds: readonly number[],
): Promise<Map<number, OwnMark>> {
  if (conversationIds.length === 0 || caller.userId === null) return new Map();
  const marks = await listOwnMarks(db, caller, conversationIds);
  return new Map(marks.map((mark) => [mark.conversationId, mark]));
}

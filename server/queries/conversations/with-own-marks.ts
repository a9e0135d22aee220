import type { Caller } from "@/server/contract/_shared/caller";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { Db } from "@/server/store/_postgres/db";
import { listOwnMarks } from "@/server/store/conversations/seen";
import type { ConversationWithContact } from "./get-conversation";

/** A conversation with how far the caller has seen it; null = they have never opened it. Absent = not read. */
export type ConversationOfMember = ConversationWithContact & { seen?: OwnMark | null };

/** Adds the caller's marks: one statement for all. */
export async function withOwnMarks(
  db: Db,
  caller: Caller,
  rows: readonly ConversationWithContact[],
): Promise<ConversationOfMember[]> {
  const marks = await readOwnMarks(
    db,
    caller,
    rows.map(({ conversation }) => conversation.id),
  );
  return rows.map((row) => ({ ...row, seen: marks.get(row.conversation.id) ?? null }));
}

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

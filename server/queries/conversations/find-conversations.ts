import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import type { ConversationWithContact } from "./get-conversation";

/** These conversations with their contacts, in the given order; without those that the caller may not see. */
export async function findConversations(
  db: Db,
  caller: Caller,
  ids: readonly number[],
): Promise<ConversationWithContact[]> {
  if (ids.length === 0) return [];
  const found = await selectConversations(
    db,
    caller.accountId,
    "c.id = any($2::bigint[]) and c.lifecycle <> 'purged' order by array_position($2::bigint[], c.id)",
    [ids],
  );
  return found.filter(({ conversation }) => maySee(caller, conversation));
}

import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { pageTooFar } from "@/server/queries/contacts/list-contacts-page";
import type { Db } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import type { ConversationWithContact } from "./get-conversation";
import { type ConversationFilter, sourceOf } from "./list-source";

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

/**
 * The cursor at which a numbered page of `listConversations` begins: "" for the first, null past the end. For dialects
 * that page by number. It walks the list's own index over the earlier rows, so it refuses more than
 * `PAGED_ROWS_MAX` of them; the page itself is then read by keyset.
 */
export async function findConversationsPage(
  db: Db,
  caller: Caller,
  { page, size, ...filter }: ConversationFilter & { page: number; size: number },
): Promise<string | null> {
  const skipped = (page - 1) * size;
  if (skipped === 0) return "";
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  const { sql, values } = sourceOf(caller, filter, { skip: skipped - 1, limit: 1 });
  const [last] = await db.query<{ at: Date; id: number }>(
    `select page.at, page.id from ${sql} as page`,
    values,
  );
  return last ? formatPosition([last.at.toISOString(), last.id]) : null;
}

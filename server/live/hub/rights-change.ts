import type { Caller } from "@/server/contract/_shared/caller";
import type { Frame, ListedRow } from "@/server/contract/live/frame";
import type { Topics } from "@/server/contract/live/topics";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listInboxIds } from "@/server/queries/inboxes/list-inbox-ids";
import type { Database } from "@/server/store/_postgres/db";

/** The maximum of rows that enter a reader's views in one frame; with more, the reader fetches again. */
const ENTER_MAX = 100;

export type RightsChange = { database: Database; before: Caller; after: Caller; topics: Topics };

/**
 * The frame for a reader whose visible inboxes changed: the removed inboxes, and the rows of the new ones that
 * are in its views. Null when there are too many: then it fetches again.
 */
export async function readRightsChange(change: RightsChange): Promise<Pick<Frame, "gone" | "rows"> | null> {
  const { database, before, after } = change;
  const [had, has] = await Promise.all([listInboxIds(database, before), listInboxIds(database, after)]);
  const lost = had.filter((id) => !has.includes(id));
  const gained = has.filter((id) => !had.includes(id));
  const enter = gained.length === 0 ? [] : await readRows(change, gained);
  if (enter === null) return null;
  return { gone: { inboxIds: lost }, rows: { enter, leave: [] } };
}

async function readRows(
  { database, after, topics }: RightsChange,
  inboxIds: number[],
): Promise<ListedRow[] | null> {
  const rows = new Map<number, ListedRow>();
  for (const view of topics.views) {
    const page = await listConversations(database, { ...after, inboxIds }, { ...view, limit: ENTER_MAX });
    if (page.nextCursor !== null) return null;
    for (const row of page.data) rows.set(row.conversation.id, row);
  }
  return [...rows.values()];
}

import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import type { ConversationWithContact } from "./get-conversation";
import { type ConversationFilter, orderOf, placeOf, sourceOf } from "./list-source";

export type ListConversations = ConversationFilter & { cursor?: string | null; limit: number };

/** Conversations in the order of `sort`; keyset on (its instant, id). Two statements, whatever the limit. */
export function listConversations(
  database: Database,
  caller: Caller,
  { cursor, limit, ...filter }: ListConversations,
): Promise<Page<ConversationWithContact>> {
  const position = positionOf(cursor, ["string", "number"]);
  const after = position && ([String(position[0]), Number(position[1])] as const);
  const { sql, values } = sourceOf(caller, filter, { after, limit: limit + 1 });
  const [, ...parameters] = values; // $1, the account, is added by the statement

  return database.snapshot(async (db) => {
    const found = await selectConversations(
      db,
      caller.accountId,
      `c.id = any (array(select page.id from ${sql} as page)) order by ${orderOf(filter)}`,
      parameters,
    );
    const data = found.slice(0, limit);
    const last = data.at(-1)?.conversation;
    const nextCursor = found.length > limit && last ? formatPosition(placeOf(filter, last)) : null;
    return { data, nextCursor, asOf: await readAsOf(db, caller.accountId) };
  });
}

import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { statementForms } from "@/server/store/_postgres/statement";
import { type ConversationFilter, sourceOf } from "./list-source";

/** Of counts of several lists: by their filters. */
const form = statementForms(100);

/**
 * The numbers of conversations of several lists, in their order, each counted up to `max` + 1: one statement for all, by the
 * indexes of the lists.
 */
export async function countLists(
  db: Db,
  caller: Caller,
  { filters, max }: { filters: readonly ConversationFilter[]; max: number },
): Promise<number[]> {
  if (filters.length === 0) return [];
  const values: unknown[] = [caller.accountId];
  const counts = filters.map((filter, place) => {
    const source = sourceOf(caller, filter, { limit: max + 1 });
    const offset = values.length - 1;
    values.push(...source.values.slice(1)); // $1, the account, is common to all
    const sql = source.sql.replace(/\$(\d+)/g, (_, nth) => `$${nth === "1" ? 1 : Number(nth) + offset}`);
    return `select ${place} as place, (select count(*)::int from ${sql} as page) as count`;
  });
  const rows = await db.query<{ count: number }>(
    form(`${counts.join(" union all ")} order by place`),
    values,
  );
  return rows.map(({ count }) => count);
}

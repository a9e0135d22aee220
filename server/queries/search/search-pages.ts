import { gramsOfTerm } from "@/server/domain/search/search-text";
import type { Db } from "@/server/store/_postgres/db";
import { type FindEntries, findEntries, type SearchPosition } from "@/server/store/search/search-entries";

type EntrySearch<T> = Omit<FindEntries, "grams" | "after" | "limit"> & {
  /** The last entry of the previous page; absent = from the newest. */
  after?: SearchPosition | null;
  terms: readonly string[];
  limit: number;
  /** Reads the entries and returns those that contain the terms. */
  show: (ids: readonly number[]) => Promise<T[]>;
};

/** The maximum of further reads, each twice as large, when entries have the grams but not the words. */
const ROUNDS_MAX = 7;

/**
 * The newest entries with all terms, at most `limit`: found by their grams, then compared by text. None when no term is
 * long enough to search.
 */
export async function searchEntries<T>(
  db: Db,
  { terms, limit, show, after: from = null, ...where }: EntrySearch<T>,
): Promise<T[]> {
  const grams = [...new Set(terms.flatMap(gramsOfTerm))];
  if (grams.length === 0) return [];
  const shown: T[] = [];
  let after = from;
  for (let round = 0; round < ROUNDS_MAX && shown.length < limit; round++) {
    const size = (limit + 10) * 2 ** round;
    const positions: SearchPosition[] = await findEntries(db, { ...where, grams, after, limit: size });
    if (positions.length > 0) shown.push(...(await show(positions.map(({ id }) => id))));
    after = positions.at(-1) ?? null;
    if (positions.length < size) break;
  }
  return shown.slice(0, limit);
}

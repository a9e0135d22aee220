import { gramsOfTerm } from "@/server/domain/search/search-text";
import type { Db } from "@/server/store/_postgres/db";
import { type FindEntries, findEntries, type SearchPlace } from "@/server/store/search/search-entries";

type Looked<T> = Omit<FindEntries, "grams" | "after" | "limit"> & {
  /** The last one shown before; from the newest unless given. */
  after?: SearchPlace | null;
  terms: readonly string[];
  limit: number;
  /** Shows the entries that really have the terms. */
  show: (ids: readonly number[]) => Promise<T[]>;
};

/** How often more entries are fetched, twice as many each time, when those fetched only looked as if they had the words. */
const ROUNDS_MAX = 7;

/**
 * The newest entries that have all terms, at most `limit`: found by their grams, then looked at. Nothing when no term is
 * long enough to look for.
 */
export async function searchEntries<T>(
  db: Db,
  { terms, limit, show, after: from = null, ...where }: Looked<T>,
): Promise<T[]> {
  const grams = [...new Set(terms.flatMap(gramsOfTerm))];
  if (grams.length === 0) return [];
  const shown: T[] = [];
  let after = from;
  for (let round = 0; round < ROUNDS_MAX && shown.length < limit; round++) {
    const size = (limit + 10) * 2 ** round;
    const places: SearchPlace[] = await findEntries(db, { ...where, grams, after, limit: size });
    if (places.length > 0) shown.push(...(await show(places.map(({ id }) => id))));
    after = places.at(-1) ?? null;
    if (places.length < size) break;
  }
  return shown.slice(0, limit);
}

import { setImmediate } from "node:timers/promises";
import { gramsOfTerm } from "@/server/domain/search/search-text";
import type { Db } from "@/server/store/_postgres/db";
import { type FindEntries, findEntries, type SearchPosition } from "@/server/store/search/search-index";

type EntrySearch<R, T> = Omit<FindEntries, "grams" | "after" | "limit"> & {
  /** The last entry of the previous page; absent = from the newest. */
  after?: SearchPosition | null;
  terms: readonly string[];
  limit: number;
  /** Reads the entries' rows, in this order. */
  read: (ids: readonly number[]) => Promise<R[]>;
  /** The entry's id. */
  idOf: (row: R) => number;
  /** The characters of a row that `match` compares. */
  charsOf: (row: R) => number;
  /** The entry, or null if it lacks a term. */
  match: (row: R) => T | null;
};

/** The rows read by one query, and compared without a pause. */
const READ = 64;
const COMPARED = 20;

/**
 * What one search may cost, when entries have the grams but not the words: entries found, and characters compared. A search
 * that reaches a limit returns what it has found.
 */
const ENTRIES_MAX = 8_000;
const CHARS_MAX = 4_000_000;

/** Found entries with their positions. `end`: of the last compared entry, when others were left; null at the index's end. */
export type EntryPage<T> = { matched: { found: T; at: SearchPosition }[]; end: SearchPosition | null };

/**
 * The newest entries with all terms, at most `limit`: found by their grams, then compared by text. None when no term is
 * long enough to search.
 */
export async function searchEntries<R, T>(db: Db, wanted: EntrySearch<R, T>): Promise<T[]> {
  const { matched } = await searchEntryPage(db, wanted);
  return matched.map(({ found }) => found);
}

/** The same with positions, from which the next page continues. */
export async function searchEntryPage<R, T>(
  db: Db,
  { terms, limit, read, idOf, charsOf, match, after: from = null, ...where }: EntrySearch<R, T>,
): Promise<EntryPage<T>> {
  const grams = [...new Set(terms.flatMap(gramsOfTerm))];
  if (grams.length === 0) return { matched: [], end: null };
  const matched: EntryPage<T>["matched"] = [];
  let entriesLeft = ENTRIES_MAX;
  let charsLeft = CHARS_MAX;
  let end = from;
  const isDone = () => matched.length === limit || charsLeft < 0;

  async function compare(rows: readonly R[], positions: readonly SearchPosition[]): Promise<void> {
    const byId = new Map(positions.map((position) => [position.id, position]));
    for (const [index, row] of rows.entries()) {
      if (isDone()) return;
      if (index % COMPARED === COMPARED - 1) await setImmediate();
      charsLeft -= charsOf(row);
      end = byId.get(idOf(row)) ?? end;
      const found = match(row);
      if (found && end) matched.push({ found, at: end });
    }
    if (!isDone()) end = positions.at(-1) ?? end;
  }

  let after = from;
  for (let size = limit + 10; entriesLeft > 0 && !isDone(); size *= 2) {
    const asked = Math.min(size, entriesLeft);
    const positions = await findEntries(db, { ...where, grams, after, limit: asked });
    for (let at = 0; at < positions.length && !isDone(); at += READ) {
      const part = positions.slice(at, at + READ);
      await compare(await read(part.map(({ id }) => id)), part);
    }
    entriesLeft -= positions.length;
    after = positions.at(-1) ?? null;
    if (positions.length < asked && !isDone()) return { matched, end: null };
  }
  return { matched, end };
}

import type { Database } from "@/server/store/_postgres/db";
import { indexDue } from "@/server/store/search/search-index";

/** Rows per batch: some ms of this process, so that its other work does not wait. */
const BATCH = 200;

/** Adds changed rows to the search index, until none remain: under load they may always do. */
export async function indexWords(
  { database }: { database: Database },
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted && (await indexDue(database, BATCH)) === BATCH);
}

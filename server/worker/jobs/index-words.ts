import type { Database } from "@/server/store/_postgres/db";
import { indexDue } from "@/server/store/search/search-index";

/** Some ms of this process at a time, so that nobody else in it waits. */
const BATCH = 200;

/** Takes what has changed into the search, until nothing is left. */
export async function indexWords({ database }: { database: Database }): Promise<void> {
  while ((await indexDue(database, BATCH)) === BATCH);
}

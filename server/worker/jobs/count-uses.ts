import { countDueUses } from "@/server/store/organising/canned-uses";
import type { WorkerContext } from "./worker-context";

const COUNTED_AT_ONCE = 1_000;

/** Adds the uses of canned replies whose messages have left to their counts. */
export async function countUses({ database, now }: Pick<WorkerContext, "database" | "now">): Promise<void> {
  while ((await countDueUses(database, { now: now(), limit: COUNTED_AT_ONCE })) === COUNTED_AT_ONCE);
}

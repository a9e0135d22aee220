import { countDueUses } from "@/server/store/organising/canned-uses";
import type { WorkerContext } from "./worker-context";

const COUNTED_AT_ONCE = 1_000;

/** Adds the uses of canned replies whose messages have left to their counts. */
export async function countUses(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: COUNTED_AT_ONCE });
  while (!stopping?.aborted && (await countDueUses(database, batch())) === COUNTED_AT_ONCE);
}

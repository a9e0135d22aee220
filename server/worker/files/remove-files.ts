import { reasonOf } from "@/server/lib/process/start-failure";
import { deleteAbandoned, deleteRemoved } from "@/server/store/files/collect-files";
import { claimRemovals, deleteRemovals, listNamedKeys } from "@/server/store/files/file-removals";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

type Removing = Pick<WorkerContext, "database" | "now" | "log" | "files">;

const REMOVED_AT_ONCE = 20;
const COLLECTED_AT_ONCE = 500;

/**
 * Removes the bytes whose files were deleted, until none is due. Bytes that another file has stay. What fails is due again
 * in a minute.
 */
export async function removeFiles(
  { database, now, log, files }: Removing,
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted) {
    const due = await claimRemovals(database, { now: now(), limit: REMOVED_AT_ONCE });
    const keys = due.map(({ key }) => key);
    const named = await listNamedKeys(database, keys);
    const removals = await Promise.allSettled(keys.map((key) => (named.has(key) ? null : files.remove(key))));
    await deleteRemovals(
      database,
      due.flatMap(({ id }, index) => (removals[index]?.status === "fulfilled" ? [id] : [])),
    );
    const [failed] = removals.flatMap((removal) => (removal.status === "rejected" ? [removal.reason] : []));
    if (failed) log.error({ reason: reasonOf(failed) }, "could not remove the bytes of deleted files");
    if (due.length < REMOVED_AT_ONCE) return;
  }
}

/** Deletes files that nothing has any more, and those of messages that can no longer be restored. */
export async function collectFiles(
  { database, now }: Pick<Removing, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: COLLECTED_AT_ONCE });
  while (!stopping?.aborted && (await deleteAbandoned(database, batch())) === COLLECTED_AT_ONCE);
  while (!stopping?.aborted && (await deleteRemoved(database, batch())) === COLLECTED_AT_ONCE);
}

import { unlessOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { addressPolicy, systemResolve } from "@/server/lib/outbound/target";
import { reasonOf } from "@/server/lib/process/start-failure";
import { claimRemovals } from "@/server/store/files/claim-files";
import { deleteAbandoned, deleteRemoved } from "@/server/store/files/collect-files";
import { deleteRemovals, listNamedKeys } from "@/server/store/files/file-work";
import type { ScheduledJob } from "@/server/worker/jobs/scheduled-jobs";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { fetchFiles } from "./fetch-files";
import { inspectFiles } from "./inspect-files";

/** A preview is begun at most this much after its upload. */
const INSPECT_EVERY_MS = 500;
const FETCH_EVERY_MS = 500;
/** Bytes are removed at most this much after the commit that deleted their file. */
const REMOVE_EVERY_MS = 1_000;
/** Abandoned files are deleted at most this much late. */
const COLLECT_EVERY_MS = 60_000;

/** The jobs of files. */
export const fileJobs = (context: WorkerContext): ScheduledJob[] => [
  {
    name: "inspect files",
    queue: "inspections",
    everyMs: INSPECT_EVERY_MS,
    work: (stopping) => inspectFiles(context, stopping),
  },
  {
    name: "fetch files",
    queue: "fetches",
    everyMs: FETCH_EVERY_MS,
    work: unlessOutboundOff((stopping: AbortSignal) =>
      fetchFiles({ ...context, outbound: { policy: addressPolicy(), resolve: systemResolve } }, stopping),
    ),
  },
  {
    name: "remove bytes of files",
    queue: "removals",
    everyMs: REMOVE_EVERY_MS,
    // A restored copy may have the bucket of its original, which has those files still.
    work: unlessOutboundOff((stopping: AbortSignal) => removeFiles(context, stopping)),
  },
  {
    name: "delete abandoned files",
    everyMs: COLLECT_EVERY_MS,
    work: (stopping) => collectFiles(context, stopping),
  },
];

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

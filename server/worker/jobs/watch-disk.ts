import { checkDiskAlert } from "@/server/commands/alerts/check-disk-alert";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type DiskRoom, diskTurn } from "@/server/domain/alert/disk";
import { listDiskAccounts } from "@/server/store/alerts/disk-alerts";
import { forEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "./worker-context";

const BATCH = 100;
/** Files and the database are on other machines. */
const ELSEWHERE: DiskRoom = { free: Number.POSITIVE_INFINITY, reserve: 0 };

/**
 * Opens the alert about the disk in every account while it is filling, and closes it when there is room again. Any number of
 * processes may do it, as they share the disk of files.
 */
export async function watchDisk({
  database,
  run,
  log,
  uploads: { disk },
}: Pick<WorkerContext, "database" | "run" | "log" | "uploads">): Promise<void> {
  const room = disk ? { free: await disk.free(), reserve: disk.bytes } : ELSEWHERE;
  const turn = diskTurn(room);
  if (turn === "stays") return;
  await forEachDue({
    list: (limit) => listDiskAccounts(database, { isOpen: turn === "ends", limit }),
    handle: ({ accountId }) => run(checkDiskAlert, systemCaller(accountId), room),
    batch: BATCH,
    log,
    failure: "the alert about the disk could not be opened or closed",
  });
}

import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { beginRetention } from "@/server/commands/deletions/begin-retention";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type DueDeletion, listDueDeletions, postponeDeletion } from "@/server/store/deletions/deletions";
import { listOverdueAccounts } from "@/server/store/retention/retention";
import type { WorkerContext } from "./worker-context";

type Purging = Pick<WorkerContext, "database" | "run" | "now" | "log">;

const AT_ONCE = 20;
const ACCOUNTS_AT_ONCE = 100;

/**
 * Executes every deletion that is due, one turn of each in rotation, until none remains. A killed process has done whole
 * turns only; another continues. A stopping one finishes its turn. Any number of processes may do it.
 */
export async function purgeDue(purging: Purging, stopping?: AbortSignal): Promise<void> {
  for (;;) {
    const due = await listDueDeletions(purging.database, { now: purging.now(), limit: AT_ONCE });
    let hasMore = false;
    for (const deletion of due) {
      if (stopping?.aborted) return;
      if (await takeTurn(purging, deletion)) hasMore = true;
    }
    if (!hasMore) return;
  }
}

async function takeTurn({ run, now, log, database }: Purging, due: DueDeletion): Promise<boolean> {
  const { accountId, id, actor } = due;
  try {
    const caller = { ...systemCaller(accountId), actor };
    const { result } = await run(advanceDeletion, caller, { deletionId: id });
    return result?.hasMore ?? false;
  } catch (error) {
    if (isDatabaseOut(error)) throw error; // it could not be postponed either
    log.error({ reason: reasonOf(error), deletionId: id }, "a turn of a deletion failed");
    await postponeDeletion(database, { accountId, id, now: now() });
    return false;
  }
}

/** Begins a deletion of conversations whose time in their account's trash is over. */
export async function emptyTrash({ database, run, now }: Purging, stopping?: AbortSignal): Promise<void> {
  const accounts = await listOverdueAccounts(database, { now: now(), limit: ACCOUNTS_AT_ONCE });
  for (const accountId of accounts) {
    if (stopping?.aborted) return;
    await run(beginRetention, systemCaller(accountId), {});
  }
}

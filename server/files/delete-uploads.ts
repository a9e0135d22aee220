import type { Caller } from "@/server/contract/_shared/caller";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { deleteUnattached } from "@/server/store/files/files";

/**
 * Deletes those of these files that nothing has: their request was refused, or was a repetition. Never throws, so the request's
 * own outcome stays its answer: what cannot be deleted now is deleted by the collector after `UNATTACHED_HOURS`.
 */
export async function deleteUploads(
  { database }: { database: Database },
  { accountId }: Pick<Caller, "accountId">,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  await deleteUnattached(database, accountId, ids).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error), accountId, fileIds: ids }, "could not delete unattached files yet"),
  );
}

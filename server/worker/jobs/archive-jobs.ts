import { checkArchiveAlert } from "@/server/commands/check-alerts";
import { PURGE_CHUNK, type StoredArchives } from "@/server/commands/deletions/_steps/purge-chunk";
import { systemCaller } from "@/server/contract/_shared/caller";
import { deleteUploads } from "@/server/files/receive-file";
import { type StoredArchive, storeArchive } from "@/server/files/store-archive";
import { reasonOf } from "@/server/lib/process/start-failure";
import { forAccount } from "@/server/store/_postgres/for-account";
import { isAlertOpen } from "@/server/store/alerts/alerts";
import { listArchivable } from "@/server/store/archives/archived-conversations";
import { isStoreTrouble } from "@/server/worker/files/inspect-files";
import type { WorkerContext } from "./worker-context";

export type Archiving = Pick<WorkerContext, "database" | "run" | "now" | "files" | "uploads">;

/**
 * Calls `work` with the documents of the conversations in a deletion's next turn that their inboxes archive: written into the
 * file store before the turn's transaction, which takes those that are still true. Documents that it does not take are deleted.
 * When the file store takes none, `work` is not called and the error is thrown: nothing is deleted, and the inbox's alert is open.
 */
export async function withArchives<T>(
  archiving: Archiving,
  { accountId, deletionId }: { accountId: number; deletionId: number },
  work: (archives: StoredArchives) => Promise<T>,
): Promise<T> {
  const database = forAccount(archiving.database, accountId);
  const stored: StoredArchive[] = [];
  try {
    const limit = PURGE_CHUNK;
    for (const conversation of await listArchivable(database, { accountId, deletionId, limit }))
      stored.push(await storeOrAlert({ ...archiving, database }, accountId, conversation));
    return await work(new Map(stored.map(({ conversationId, ...document }) => [conversationId, document])));
  } finally {
    const ids = stored.map(({ fileId }) => fileId);
    await deleteUploads({ database }, { accountId }, ids); // those that no archive has
  }
}

async function storeOrAlert(
  archiving: Archiving,
  accountId: number,
  conversation: Parameters<typeof storeArchive>[2],
): Promise<StoredArchive> {
  const { inboxId } = conversation;
  const caller = systemCaller(accountId);
  const check = (error: string | null) => archiving.run(checkArchiveAlert, caller, { inboxId, error });
  try {
    const stored = await storeArchive(archiving, caller, conversation);
    const alert = { accountId, kind: "archive_failing", subjectId: inboxId } as const;
    if (await isAlertOpen(archiving.database, alert)) await check(null);
    return stored;
  } catch (error) {
    if (isStoreTrouble(error)) await check(reasonOf(error));
    throw error;
  }
}

import type { Caller } from "@/server/contract/_shared/caller";
import { deleteUnattached } from "@/server/store/files/files";
import type { Receiving } from "./receive-file";

/** Deletes those of these files that nothing has: their request was refused, or was a repetition. */
export async function deleteUploads(
  { database }: Pick<Receiving, "database">,
  { accountId }: Pick<Caller, "accountId">,
  ids: readonly number[],
): Promise<void> {
  if (ids.length > 0) await deleteUnattached(database, accountId, ids);
}

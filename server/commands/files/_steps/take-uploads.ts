import { Refusal } from "@/server/contract/_shared/refusal";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { type FileRow, lockFiles } from "@/server/store/files/files";

/**
 * Locks the caller's own uploads, which are stored and which nothing has yet, and returns them in the given order. Refuses
 * `file.not_found` for any other file and `file.attached` for one that something has; `field` is the input's name of the ids.
 */
export async function takeUploads(tx: Tx, ids: readonly number[], field: string): Promise<FileRow[]> {
  const { actor } = tx.caller;
  const byId = new Map((await lockFiles(tx, ids)).map((file) => [file.id, file]));
  return ids.map((id) => {
    const file = byId.get(id);
    const isOwn = file?.creatorType === actor.type && file.creatorId === actor.id;
    if (!file || !isOwn || file.state === "uploading")
      throw new Refusal("file.not_found", { field, detail: String(id) });
    if (file.unattachedSince === null) throw new Refusal("file.attached", { field, detail: String(id) });
    return file;
  });
}

/** The same, of one file. */
export const takeUpload = async (tx: Tx, id: number, field: string): Promise<FileRow> =>
  one(await takeUploads(tx, [id], field));

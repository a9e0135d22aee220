import { takeUploads } from "@/server/commands/files/_steps/take-uploads";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedFile } from "@/server/contract/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";

/**
 * What a canned reply shows of its files after a change, in the given order: those of before that are named, and uploads of
 * the caller, which are locked. Refuses `file.not_found` and `file.attached`.
 */
export async function chooseCannedFiles(
  tx: Tx,
  before: readonly CannedFile[],
  fileIds: readonly number[],
): Promise<CannedFile[]> {
  const known = new Map(before.map((file) => [file.id, file]));
  const added = fileIds.filter((id) => !known.has(id));
  if (added.length > 0)
    for (const { id, name, contentType, bytes, state } of await takeUploads(tx, added, "fileIds")) {
      if (state !== "ready") throw new Refusal("file.not_found", { field: "fileIds", detail: String(id) });
      known.set(id, { id, name, contentType, bytes });
    }
  return fileIds.flatMap((id) => known.get(id) ?? []);
}

/** The ids of files. */
export const idsOf = (files: readonly CannedFile[]): number[] => files.map(({ id }) => id);

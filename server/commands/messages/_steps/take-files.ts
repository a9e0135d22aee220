import { takeUploads } from "@/server/commands/files/_steps/take-uploads";
import { Refusal } from "@/server/contract/_shared/refusal";
import { MESSAGE_FILES_BOUND } from "@/server/domain/file/file";
import type { Tx } from "@/server/store/events/tx";
import type { FileRow } from "@/server/store/files/files";

type Written = { content: string; contentType?: string | undefined; fileIds?: readonly number[] | undefined };

/**
 * Locks the files of a new message, in the given order. They are the caller's own, and no message has them yet. Refuses
 * `file.not_found`, `file.attached`, and a text message with neither a text nor a file.
 */
export async function takeFiles(
  tx: Tx,
  { content, contentType = "text", fileIds = [] }: Written,
): Promise<FileRow[]> {
  if (fileIds.length === 0) {
    if (content === "" && contentType === "text")
      throw new Refusal("input.invalid", { field: "content", detail: "is empty, and there are no files" });
    return [];
  }
  if (fileIds.length > MESSAGE_FILES_BOUND) throw new Refusal("file.too_many", { field: "fileIds" });
  return takeUploads(tx, fileIds, "fileIds");
}

import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { MESSAGE_FILES_BOUND } from "@/server/domain/file/file";
import type { Tx } from "@/server/store/events/tx";
import { type FileRow, lockFiles } from "@/server/store/files/files";

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
  const byId = new Map((await lockFiles(tx, fileIds)).map((file) => [file.id, file]));
  const field = "fileIds";
  return fileIds.map((id) => {
    const file = byId.get(id);
    if (!file || !isOwnFile(tx.caller, file) || file.state === "uploading")
      throw new Refusal("file.not_found", { field, detail: String(id) });
    if (file.unattachedSince === null) throw new Refusal("file.attached", { field, detail: String(id) });
    return file;
  });
}

/** Whether the caller uploaded it. */
export const isOwnFile = ({ actor }: Caller, { creatorType, creatorId }: FileRow): boolean =>
  actor.type === creatorType && actor.id === creatorId;

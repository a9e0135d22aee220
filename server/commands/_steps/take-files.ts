import { Refusal } from "@/server/contract/_shared/refusal";
import type { ListedFile } from "@/server/contract/file/file";
import { fileKind, MESSAGE_FILES_BOUND, PICTURE_BYTES_MAX } from "@/server/domain/message/file";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { deletePicture } from "@/server/store/files/attachments";
import { attachPicture, type FileRow, lockFiles } from "@/server/store/files/files";

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

/**
 * What something lists of its files after a change, in the given order: those of before that are named, and uploads of the
 * caller, which are locked. Refuses `file.not_found`, also for one whose bytes are not stored yet, and `file.attached`.
 */
export async function chooseFiles(
  tx: Tx,
  before: readonly ListedFile[],
  fileIds: readonly number[],
): Promise<ListedFile[]> {
  const known = new Map(before.map((file) => [file.id, file]));
  const added = fileIds.filter((id) => !known.has(id));
  if (added.length > 0)
    for (const { id, name, contentType, bytes, state } of await takeUploads(tx, added, "fileIds")) {
      if (state !== "ready") throw new Refusal("file.not_found", { field: "fileIds", detail: String(id) });
      known.set(id, { id, name, contentType, bytes });
    }
  return fileIds.flatMap((id) => known.get(id) ?? []);
}

type Replacement<R> = {
  /** The file of the current picture. */
  from: number | null;
  to: number | null;
  /** The input's name of `to`. */
  field: string;
  /** Saves that the locked member or account has `to`. */
  save: () => Promise<R>;
};

/**
 * Replaces the picture of a locked member or account, and deletes the earlier one. Refuses `file.not_found` for a file that
 * the caller has not uploaded, `file.attached` for one that something has, `file.not_image` and `file.too_large`.
 */
export async function replacePicture<R>(tx: Tx, { from, to, field, save }: Replacement<R>): Promise<R> {
  if (from === to) return save();
  if (to !== null) {
    await refuseUnfit(tx, to, field);
    await attachPicture(tx, to);
  }
  const saved = await save();
  if (from !== null) await deletePicture(tx, from);
  return saved;
}

async function refuseUnfit(tx: Tx, id: number, field: string): Promise<void> {
  const file = await takeUpload(tx, id, field);
  if (file.state !== "ready" || fileKind(file.contentType) !== "image")
    throw new Refusal("file.not_image", { field });
  if (file.bytes > PICTURE_BYTES_MAX)
    throw new Refusal("file.too_large", { field, detail: `at most ${PICTURE_BYTES_MAX} bytes` });
}

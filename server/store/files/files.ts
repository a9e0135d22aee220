import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";
import type { FileDto } from "@/server/contract/file/file";
import type { FileFailure, FileState } from "@/server/domain/message/file";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken } from "@/server/store/_postgres/refuse-taken";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRows } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { FILE_COLUMNS, type FileRow as StoredFile } from "@/server/store/generated/rows";

/** A file's metadata. Its bytes are in the file store, under `key`. */
export type FileRow = Omit<StoredFile, "state" | "failure"> & {
  state: FileState;
  failure: FileFailure | null;
};

const FIELDS = fieldsOf(FILE_COLUMNS);

export type NewFile = Pick<FileRow, "name" | "key" | "state"> &
  Partial<Pick<FileRow, "failure" | "contentType" | "bytes" | "contentId">> & {
    accountId: number;
    creator: MessageDto["sender"];
    /** Sealed. */
    sourceUrl?: string;
    /** Of a direct upload. */
    uploadId?: string;
    now: Date;
  };

/** Inserts a file that nothing has yet. A pending one is fetched by the worker immediately. Refuses the second of an upload. */
export async function insertFile(db: Db, file: NewFile): Promise<FileRow> {
  const inserted = prismaOf(db).file.create({
    data: {
      accountId: file.accountId,
      name: file.name,
      key: file.key,
      state: file.state,
      failure: file.failure ?? null,
      contentType: file.contentType ?? "application/octet-stream",
      bytes: file.bytes ?? 0,
      sourceUrl: file.sourceUrl ?? null,
      creatorType: file.creator.type,
      creatorId: file.creator.id,
      unattachedSince: file.now,
      createdAt: file.now,
      workDueAt: file.state === "pending" ? file.now : null,
      uploadId: file.uploadId ?? null,
      contentId: file.contentId ?? null,
    },
    select: FIELDS,
  });
  const taken = { file_upload: { code: "file.attached", field: "uploadId" } } as const;
  return toRow<FileRow>(await refuseTaken(taken, inserted));
}

export type StoredBytes = Pick<FileRow, "contentType" | "bytes"> & { sha256: string };

/**
 * The bytes of an uploading file are stored; null when its row was deleted meanwhile. `isInspected`: there is nothing that the
 * worker can learn of it.
 */
export async function saveStored(
  db: Db,
  accountId: number,
  { id, contentType, bytes, sha256, now, isInspected }: StoredBytes & SavedBytes,
): Promise<FileRow | null> {
  const [file] = await prismaOf(db).file.updateManyAndReturn({
    where: { accountId, id, state: "uploading" },
    data: { state: "ready", contentType, bytes, sha256, workDueAt: isInspected ? null : now },
    select: FIELDS,
  });
  return file ? toRow<FileRow>(file) : null;
}

type SavedBytes = { id: number; now: Date; isInspected: boolean };

/** An uploading file could not be taken. Its row says so on the message that it belongs to. */
export async function saveNotTaken(
  db: Db,
  accountId: number,
  { id, failure, bytes }: { id: number; failure: FileFailure; bytes: number },
): Promise<FileRow> {
  const file = await prismaOf(db).file.update({
    where: { accountId_id: { accountId, id }, state: "uploading" },
    data: { state: "failed", failure, bytes },
    select: FIELDS,
  });
  return toRow<FileRow>(file);
}

/** Deletes files that nothing has; a trigger queues their bytes for removal. */
export const deleteUnattached = (db: Db, accountId: number, ids: readonly number[]): Promise<unknown> =>
  prismaOf(db).file.deleteMany({
    where: { accountId, id: { in: [...ids] }, unattachedSince: { not: null } },
  });

/** A member or the account has this locked file from now on: no message can take it, and it is not deleted as unattached. */
export const attachPicture = (tx: Tx, fileId: number): Promise<unknown> =>
  prismaOf(tx).file.updateMany({
    where: { accountId: tx.caller.accountId, id: fileId },
    data: { unattachedSince: null },
  });

/** The newest files whose bytes must be in the store. */
export async function sampleFiles(db: Db, count: number): Promise<{ key: string; bytes: number }[]> {
  const found = await prismaOf(db).file.findMany({
    where: { state: "ready" },
    orderBy: { id: "desc" },
    take: count,
    select: { key: true, bytes: true },
  });
  return found.map(({ key, bytes }) => ({ key, bytes: Number(bytes) }));
}

/** Locks files in ascending order of id. Index: file_pkey. */
export const lockFiles = (tx: Tx, ids: readonly number[]): Promise<FileRow[]> =>
  lockRows<FileRow>(tx, "file", { where: { id: ids }, columns: FILE_COLUMNS });

/** The same, returned in the given order. One that was deleted meanwhile is missing. */
export async function lockFilesInOrder(tx: Tx, ids: readonly number[]): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  const byId = new Map((await lockFiles(tx, ids)).map((file) => [file.id, file]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export const toFileDto = (file: FileRow): FileDto => ({
  ...toAttachment(file),
  createdAt: file.createdAt.toISOString(),
});

/** What a message shows of a file. */
export const toAttachment = (file: FileRow): Attachment => ({
  id: file.id,
  name: file.name,
  contentType: file.contentType,
  bytes: file.bytes,
  sha256: file.sha256,
  width: file.width,
  height: file.height,
  durationMs: file.durationMs,
  hasPreview: file.previewKey !== null,
  state: file.state === "uploading" ? "pending" : file.state,
  failure: file.failure,
  ...(file.contentId !== null && { contentId: file.contentId }),
});

type Ids = readonly number[];

/**
 * Gives a locked canned reply these locked files, in this order, instead of those before. What it no longer has belongs
 * to the caller as an upload does: they may put it back, and it is deleted with uploads that nothing has.
 */
export async function saveCannedFiles(
  tx: Tx,
  cannedReplyId: number,
  { before, after }: { before: Ids; after: Ids },
): Promise<void> {
  const { accountId, actor } = tx.caller;
  if (before.join() === after.join()) return;
  const prisma = prismaOf(tx);
  await prisma.cannedReplyFile.deleteMany({ where: { accountId, cannedReplyId } });
  const data = after.map((fileId, i) => ({ accountId, cannedReplyId, number: i + 1, fileId }));
  if (data.length > 0) await prisma.cannedReplyFile.createMany({ data });
  await prisma.file.updateMany({
    where: { accountId, id: { in: [...after] }, unattachedSince: { not: null } },
    data: { unattachedSince: null },
  });
  await prisma.file.updateMany({
    where: { accountId, id: { in: before.filter((id) => !after.includes(id)) } },
    data: { unattachedSince: tx.now, creatorType: actor.type, creatorId: actor.id },
  });
}

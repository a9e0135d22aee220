import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type FileFailure, type FileLimits, fileKind, fileNameOf } from "@/server/domain/message/file";
import { type FileStore, FileStoreAway, FileStoreFull, newFileKey } from "@/server/lib/files/file-store";
import { FileTooLarge, measureBytes } from "@/server/lib/media/read-at-most";
import { sniffType } from "@/server/lib/media/sniff-type";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import {
  deleteUnattached,
  type FileRow,
  insertFile,
  saveNotTaken,
  saveStored,
} from "@/server/store/files/files";
import type { UploadLimits } from "@/server/store/files/upload-usage";
import { type Admission, admitUpload, bytesMaxOf, expectedBytes, type Uploader } from "./admit-upload";

/** What receiving files needs; `database` shows the caller's account only. */
export type Receiving = {
  database: Database;
  files: FileStore;
  fileLimits: FileLimits;
  uploads: UploadLimits;
  now: () => Date;
};

export type IncomingFile = {
  /** As the sender named it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** How many bytes it has, where it is known. */
  length?: number | undefined;
  /** Of the form that it came with; absent: it is admitted alone. */
  admission?: Admission;
  signal?: AbortSignal | undefined;
  /** By which the HTML of its mail shows it. */
  contentId?: string | null;
  /** The direct upload that announced it. Throws `BytesDiffer` unless its bytes are those announced. */
  uploadId?: string;
  isWhole?: (bytes: number) => boolean;
};

/** The bytes are not those that were announced. */
export class BytesDiffer extends Error {
  override readonly name = "BytesDiffer";
}

/** The sender's connection ended before the file did. */
export class UploadBroken extends Error {
  override readonly name = "UploadBroken";
}

/**
 * Stores a file while it arrives: counted, hashed, and cut at the limit. Its row is there before its first byte is, so nothing
 * is stored that the database does not know. The result is `ready`, or `failed` with the reason: then its row keeps the name,
 * and no bytes. Refuses `file.over_budget` and `storage.full`, before the first byte where they are announced. Throws
 * `UploadBroken` when the sender hung up, and whatever the database throws; nothing is left of it then.
 */
export async function receiveFile(
  receiving: Receiving,
  uploader: Uploader,
  incoming: IncomingFile,
): Promise<FileRow> {
  if (incoming.admission) return insertAndStore(receiving, uploader, incoming);
  const bytesMax = bytesMaxOf(receiving.fileLimits, uploader);
  const expected = expectedBytes(incoming.length, bytesMax);
  const admission = await admitUpload(receiving, uploader, expected);
  let kept = 0;
  try {
    const file = await insertAndStore(receiving, uploader, { ...incoming, admission });
    kept = keptBytes(file);
    return file;
  } finally {
    await admission.end(kept);
  }
}

/** The bytes that are stored of a file. */
export const keptBytes = ({ state, bytes }: Pick<FileRow, "state" | "bytes">): number =>
  state === "ready" ? bytes : 0;

async function insertAndStore(
  receiving: Receiving,
  uploader: Uploader,
  incoming: IncomingFile,
): Promise<FileRow> {
  const { database, now } = receiving;
  const { accountId, actor: creator } = uploader;
  const { name, uploadId, contentId = null } = incoming;
  const file = await insertFile(database, {
    accountId,
    creator,
    name: fileNameOf(name),
    key: newFileKey(),
    state: "uploading",
    ...(uploadId !== undefined && { uploadId }),
    contentId,
    now: now(),
  });
  try {
    return await storeBytes(receiving, { uploader, file }, incoming);
  } catch (error) {
    await deleteUploads(receiving, uploader, [file.id]);
    throw error;
  }
}

async function storeBytes(
  { database, files, fileLimits, now }: Receiving,
  { uploader, file }: { uploader: Uploader; file: FileRow },
  { bytes, signal, isWhole, admission }: IncomingFile,
): Promise<FileRow> {
  const { accountId } = uploader;
  const spend = (some: number) => admission?.spend(some);
  const meter = measureBytes(bytes, bytesMaxOf(fileLimits, uploader), spend);
  try {
    await files.write(file.key, meter.bytes, signal);
  } catch (error) {
    const failure = failureOf(error);
    if (failure)
      return await saveNotTaken(database, accountId, { id: file.id, failure, bytes: meter.count() });
    throw meter.isBroken() ? new UploadBroken("the upload was cut off", { cause: error }) : error;
  }
  if (isWhole && !isWhole(meter.count())) throw new BytesDiffer("the bytes are not those announced");
  const contentType = await sniffType(meter.head(), file.name);
  const stored = await saveStored(database, accountId, {
    id: file.id,
    contentType,
    bytes: meter.count(),
    sha256: meter.sha256(),
    isInspected: fileKind(contentType) === "file",
    now: now(),
  });
  if (stored) return stored;
  await files.remove(file.key); // its account was emptied, or it took more than a day: the key was removed before the bytes were there
  throw new UploadBroken("the file was deleted while it arrived");
}

function failureOf(error: unknown): FileFailure | null {
  if (error instanceof FileTooLarge) return "too_large";
  return error instanceof FileStoreFull || error instanceof FileStoreAway ? "not_stored" : null;
}

/** A file that could not be taken, as the answer to its upload; nothing is left of it. */
export async function refuseFailed(
  { database, fileLimits }: Receiving,
  caller: Uploader,
  { id, failure }: FileRow,
): Promise<void> {
  if (failure === null) return;
  await deleteUploads({ database }, caller, [id]);
  if (failure === "too_large")
    throw new Refusal("file.too_large", {
      field: "file",
      detail: `at most ${bytesMaxOf(fileLimits, caller)} bytes`,
    });
  throw new Refusal("file.not_stored", { field: "file" });
}

/** The same for a file that its sender does not send again: refuses `file.not_stored` while the store does not take it, and leaves nothing. */
export async function receiveOrRefuse(
  receiving: Receiving,
  uploader: Uploader,
  incoming: IncomingFile,
): Promise<FileRow> {
  const file = await receiveFile(receiving, uploader, incoming);
  if (file.failure === "not_stored") await refuseFailed(receiving, uploader, file);
  return file;
}

/** A row for a file that was not even read, such as one too many: its message says so. */
export const insertFailedFile = (
  { database, now }: Pick<Receiving, "database" | "now">,
  { accountId, actor: creator }: Pick<Caller, "accountId" | "actor">,
  { name, failure }: { name: string; failure: FileFailure },
): Promise<FileRow> =>
  insertFile(database, {
    accountId,
    creator,
    name: fileNameOf(name),
    key: newFileKey(),
    state: "failed",
    failure,
    now: now(),
  });

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

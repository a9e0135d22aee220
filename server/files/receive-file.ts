import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type FileFailure, type FileLimits, fileKind, fileNameOf } from "@/server/domain/file/file";
import { type FileStore, FileStoreAway, FileStoreFull, newFileKey } from "@/server/lib/files/file-store";
import { FileTooLarge, measureBytes } from "@/server/lib/files/measured-bytes";
import { sniffType } from "@/server/lib/files/sniff-type";
import type { Database } from "@/server/store/_postgres/db";
import { type FileRow, insertFile, saveNotTaken, saveStored } from "@/server/store/files/files";
import { deleteUploads } from "./delete-uploads";

/** What receiving files needs; `database` shows the caller's account only. */
export type Receiving = {
  database: Database;
  files: FileStore;
  fileLimits: FileLimits;
  now: () => Date;
};

export type IncomingFile = {
  /** As the sender named it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  signal?: AbortSignal | undefined;
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
 * and no bytes. Throws `UploadBroken` when the sender hung up, and whatever the database throws; nothing is left of it then.
 */
export async function receiveFile(
  receiving: Receiving,
  caller: Pick<Caller, "accountId" | "actor">,
  incoming: IncomingFile,
): Promise<FileRow> {
  const { database, now } = receiving;
  const { accountId, actor: creator } = caller;
  const { name, uploadId } = incoming;
  const file = await insertFile(database, {
    accountId,
    creator,
    name: fileNameOf(name),
    key: newFileKey(),
    state: "uploading",
    ...(uploadId !== undefined && { uploadId }),
    now: now(),
  });
  try {
    return await storeBytes(receiving, { accountId, file }, incoming);
  } catch (error) {
    await deleteUploads(receiving, caller, [file.id]);
    throw error;
  }
}

async function storeBytes(
  { database, files, fileLimits, now }: Receiving,
  { accountId, file }: { accountId: number; file: FileRow },
  { bytes, signal, isWhole }: IncomingFile,
): Promise<FileRow> {
  const meter = measureBytes(bytes, fileLimits.bytesMax);
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
  caller: Pick<Caller, "accountId">,
  { id, failure }: FileRow,
): Promise<void> {
  if (failure === null) return;
  await deleteUploads({ database }, caller, [id]);
  if (failure === "too_large")
    throw new Refusal("file.too_large", { field: "file", detail: `at most ${fileLimits.bytesMax} bytes` });
  throw new Refusal("file.not_stored", { field: "file" });
}

/** A row for a file that was not even read, such as one too many: its message says so. */
export const noteNotTaken = (
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

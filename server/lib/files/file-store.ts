import { addAbortSignal, type Readable } from "node:stream";
import { newPublicId } from "@/server/lib/crypto/stored-secret";

/** First and last byte, both inclusive and inside the file. */
export type ByteRange = { start: number; end: number };

/** Keeps the bytes of files under keys of `newFileKey` and `newArchiveKey`. Nothing else touches them. */
export type FileStore = {
  /**
   * Stores all bytes under a key that nothing was written under before, or nothing. Returns when they survive a power
   * failure. Throws what `bytes` throws, the signal's reason, `FileStoreFull` or `FileStoreAway`. What an interrupted process
   * leaves behind is never read, and `remove` removes it.
   */
  write(key: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** The bytes, or those of the range. Throws `FileMissing` or `FileStoreAway`. The caller reads or destroys the stream. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** In bytes; null: nothing is stored under the key. */
  size(key: string): Promise<number | null>;
  /** Removes the bytes and what an interrupted write left, if anything is there. */
  remove(key: string): Promise<void>;
};

/** Bytes that a signal ends. Whoever reads them gets the error, at once or later: until then it would end the process. */
export function endedBy(signal: AbortSignal, bytes: Readable): Readable {
  bytes.on("error", () => undefined);
  return addAbortSignal(signal, bytes);
}

/** 128 random bits in hexadecimal: no path is made from what a user sent. */
export const newFileKey = newPublicId;

/** The parts of an archive's key. `at`: when the conversation was archived. */
export type ArchiveKeyParts = { accountId: number; inboxId: number; displayId: number; at: Date };

/** Where operators find an archive: by account, inbox, month (UTC) and the conversation's number. No two keys are equal. */
export const newArchiveKey = ({ accountId, inboxId, displayId, at }: ArchiveKeyParts): string =>
  `archives/${accountId}/${inboxId}/${at.toISOString().slice(0, 7)}/${displayId}-${newFileKey()}.json.gz`;

const FILE_KEY = /^[0-9a-f]{32}$/;
const ARCHIVE_KEY = /^archives\/\d+\/\d+\/\d{4}-\d{2}\/\d+-[0-9a-f]{32}\.json\.gz$/;

export const isArchiveKey = (key: string): boolean => ARCHIVE_KEY.test(key);
export const isFileKey = (key: string): boolean => FILE_KEY.test(key) || isArchiveKey(key);

/** The key. A string that this file cannot have made is an error of the program. */
export function checkFileKey(key: string): string {
  if (!isFileKey(key)) throw new Error("this is not the key of a file");
  return key;
}

/** Nothing is stored under this key. */
export class FileMissing extends Error {
  override readonly name = "FileMissing";
  constructor(key: string) {
    super(`the file store has nothing under ${key}`);
  }
}

/** The file store has no room left. */
export class FileStoreFull extends Error {
  override readonly name = "FileStoreFull";
}

/** The file store cannot be used now. */
export class FileStoreAway extends Error {
  override readonly name = "FileStoreAway";
  /** It was reached, and refuses: the configuration is wrong. */
  readonly isRefusal: boolean;
  constructor(
    message: string,
    { isRefusal = false, ...options }: ErrorOptions & { isRefusal?: boolean } = {},
  ) {
    super(message, options);
    this.isRefusal = isRefusal;
  }
}

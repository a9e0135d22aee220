import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import {
  FileMissing,
  type FileStore,
  FileStoreAway,
  FileStoreFull,
  newFileKey,
} from "@/server/lib/files/file-store";
import { log } from "@/server/lib/process/log";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import type { Db } from "@/server/store/_postgres/db";
import { sampleFiles } from "@/server/store/files/files";
import { claimFileStore, readFileStoreKey, replaceFileStore } from "@/server/store/installation/installation";

/** A store and how an operator knows it. */
export type NamedStore = {
  files: FileStore;
  /** `the folder /data/files (DATA_DIR)` or `the bucket tickline (S3_BUCKET)`. */
  name: string;
};

/** Of the newest files, when no mark is recorded yet. */
const SAMPLE = 20;

/**
 * Proves that this process has the file store of the installation's other processes: it reads the mark that the first of them
 * stored, whose key is in the database. The first one stores it. A store that cannot be reached is logged: it may come back.
 * @throws StartFailure it is another store, has lost its files, or refuses this process.
 */
export async function proveFileStore(db: Db, store: NamedStore): Promise<void> {
  try {
    const key = (await readFileStoreKey(db)) ?? (await markFirst(db, store));
    if (!(await provesFileStore(store.files, key))) throw new StartFailure(`${store.name} ${NOT_SHARED}`);
  } catch (error) {
    if (error instanceof FileStoreAway && error.isRefusal)
      throw new StartFailure(`${store.name} cannot be used for files: ${reasonOf(error)}`);
    if (!(error instanceof FileStoreAway || error instanceof FileStoreFull)) throw error;
    log.error(
      { reason: reasonOf(error) },
      "the file store cannot be used: files can be neither sent nor shown, and it was not compared with that of the other processes",
    );
  }
}

/** Marks this store as the installation's, whichever was before: after its files were lost or have moved without the mark. */
export async function adoptFileStore(db: Db, { files }: NamedStore): Promise<void> {
  await replaceFileStore(db, await writeMark(files));
}

const NOT_SHARED =
  "is not the file store of this installation: the mark that its processes share is not in it. Give every process the same folder or the same S3_BUCKET, with the files of before; if those are lost for good, or this is the right place, run `npm run confirm -- file-store` (docs/operations.md, Where files are)";
const LOST =
  "has none of the newest files that the database names: mount the folder, or set the S3_BUCKET, in which they are; if they are lost for good, run `npm run confirm -- file-store` (docs/operations.md, Where files are)";

/** @returns the key of the mark that counts: another process may start at the same time. */
async function markFirst(db: Db, { files, name }: NamedStore): Promise<string> {
  const known = await sampleFiles(db, SAMPLE);
  const sizes = await Promise.all(known.map(({ key }) => files.size(key)));
  if (sizes.length > 0 && sizes.every((size) => size === null)) throw new StartFailure(`${name} ${LOST}`);
  const key = await writeMark(files);
  if (await claimFileStore(db, key)) return key;
  await files.remove(key);
  return (await readFileStoreKey(db)) ?? key;
}

async function writeMark(files: FileStore): Promise<string> {
  const key = newFileKey();
  await files.write(key, Readable.from([Buffer.from(markOf(key))]));
  return key;
}

const markOf = (key: string): string => `file store of Tickline, marked ${key}\n`;

/** Whether the store has the mark of this key. Throws FileStoreAway when that cannot be known. */
export async function provesFileStore(files: FileStore, key: string): Promise<boolean> {
  try {
    return (await text(await files.read(key))) === markOf(key);
  } catch (error) {
    if (error instanceof FileMissing) return false;
    throw error instanceof FileStoreAway ? error : new FileStoreAway(reasonOf(error), { cause: error });
  }
}

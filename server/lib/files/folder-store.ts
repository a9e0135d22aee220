import { constants, type Dirent } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import {
  checkFileKey,
  FileMissing,
  type FileStore,
  FileStoreAway,
  FileStoreFull,
  isArchiveKey,
  isFileKey,
} from "./file-store";
import { type TrackedSource, trackSource } from "./tracked-source";

/**
 * Written at once: as much as Node receives at once. Measured: what is gathered longer has left the processor's cache, and
 * copying it takes twice as long.
 */
const WRITE_BYTES = 64 * 1024;
const READ_CHUNK_BYTES = 256 * 1024;

/**
 * A folder that only this program's user can enter. Files lie in 256 subfolders, named by the first two characters of the
 * key; archives in the subfolders that their keys name. The folder is made by the first write.
 */
export function createFolderStore(root: string): FileStore {
  const pathOf = (key: string) => pathIn(root, checkFileKey(key));
  return {
    async write(key, bytes, signal) {
      const path = pathOf(key);
      const source = trackSource(bytes, signal);
      try {
        await makeFolder(dirname(path));
        await writeDraft(draftOf(path), source);
        signal?.throwIfAborted();
        await rename(draftOf(path), path);
        await syncFolder(dirname(path));
      } catch (error) {
        source.end();
        await rm(draftOf(path), { force: true }).catch(() => undefined); // else `remove` removes it
        const fault = source.fault();
        if (fault) throw fault.error;
        throw signal?.aborted ? signal.reason : writeFault(error);
      }
    },

    async read(key, range) {
      const path = pathOf(key);
      try {
        const handle = await open(path, "r");
        return handle.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES });
      } catch (error) {
        if (codeOf(error) === "ENOENT") throw new FileMissing(key);
        throw awayOf(error);
      }
    },

    async size(key) {
      const path = pathOf(key);
      try {
        return (await stat(path)).size;
      } catch (error) {
        if (codeOf(error) === "ENOENT") return null;
        throw awayOf(error);
      }
    },

    async remove(key) {
      const path = pathOf(key);
      try {
        await Promise.all([rm(path, { force: true }), rm(draftOf(path), { force: true })]);
      } catch (error) {
        throw awayOf(error);
      }
    },
  };
}

const pathIn = (root: string, key: string): string =>
  isArchiveKey(key) ? join(root, key) : join(root, key.slice(0, 2), key);

/** The keys under which anything lies in the folder of a store, complete or not. */
export async function* listFolderKeys(root: string): AsyncGenerator<string> {
  for await (const path of filesBelow(root)) {
    const relativePath = relative(root, path.replace(DRAFT, ""));
    const key = isArchiveKey(relativePath) ? relativePath : basename(relativePath);
    if (isFileKey(key) && pathIn(root, key) === join(root, relativePath)) yield key;
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** What is being written. Its name follows from the key, so that whoever knows the key can remove it. */
const draftOf = (path: string) => `${path}.part`;
const DRAFT = /\.part$/;

/** Makes the folder and those missing above it, so that they survive a power failure. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = resolve(folder); ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === resolve(first)) return;
  }
}

async function writeDraft(path: string, source: TrackedSource): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await writeAll(handle, source);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Receives the next bytes while the last ones are written; holds two batches at most. */
async function writeAll(handle: FileHandle, source: TrackedSource): Promise<void> {
  let [batch, length]: [Uint8Array[], number] = [[], 0];
  let writing: Promise<void> | undefined;
  const flush = async () => {
    await writing;
    writing = writeBatch(handle, batch);
    writing.catch(() => undefined); // thrown by the next `await writing`
    [batch, length] = [[], 0];
  };
  try {
    for (let chunk = await source.next(); chunk; chunk = await source.next()) {
      batch.push(chunk);
      length += chunk.length;
      if (length >= WRITE_BYTES) await flush();
    }
    await flush();
  } finally {
    await writing; // the handle is closed after this
  }
}

async function writeBatch(handle: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
  let rest = batch.filter((chunk) => chunk.length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    rest = without(rest, bytesWritten);
  }
}

/** What is left after the first `written` bytes: a disk that becomes full takes a part. */
function without(batch: readonly Uint8Array[], written: number): Uint8Array[] {
  let skipped = written;
  return batch.flatMap((chunk) => {
    const from = Math.min(skipped, chunk.length);
    skipped -= from;
    return from === chunk.length ? [] : [chunk.subarray(from)];
  });
}

/** Makes names in the folder survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function writeFault(error: unknown): Error {
  const isFull = ["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(error) ?? "");
  return isFull ? new FileStoreFull(reasonOf(error), { cause: error }) : awayOf(error);
}

/** What the rights of the folder refuse does not pass by itself. */
const awayOf = (error: unknown): FileStoreAway =>
  new FileStoreAway(reasonOf(error), {
    cause: error,
    isRefusal: ["EACCES", "EPERM"].includes(codeOf(error) ?? ""),
  });

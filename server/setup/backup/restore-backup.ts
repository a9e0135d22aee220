import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Archive, DamagedArchive, readArchive } from "@/server/lib/archive/read-archive";
import type { FileStore } from "@/server/lib/files/file-store";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { readFileKeys } from "@/server/store/backup/file-keys";
import { checkVersion, loadDatabase } from "@/server/store/backup/load-database";
import { removeUnknown, restoreAttachments } from "./attachments";
import {
  type BackupDescription,
  backupDescription,
  DESCRIPTION,
  filePart,
  formatBytes,
  tablePrefix,
} from "./backup-format";

const decompress = promisify(gunzip);

type ReadOptions = {
  /** The archive to read. */
  file: string;
  /** Ends the comparison. */
  signal: AbortSignal;
  /** One line for the operator. */
  onProgress(line: string): void;
};

/** An archive that has all its parts, undamaged, and is of no newer release. */
export type ReadBackup = { archive: Archive; description: BackupDescription };

/**
 * Reads a backup and compares every part with its digest, which changes nothing.
 * @throws StartFailure when it is no backup, damaged (with the part's name) or of a newer release.
 */
export async function readBackup({ file, signal, onProgress }: ReadOptions): Promise<ReadBackup> {
  onProgress(`comparing ${file} with its digests`);
  const archive = await readArchive(file, signal);
  const description = await readDescription(archive);
  checkVersion(description.database);
  return { archive, description };
}

export type RestoreOptions = {
  /** The database, without a pooler. */
  url: string;
  dataDir: string;
  /** Where to put the files. */
  store: FileStore;
  /** The folder of the store; null: it is a bucket. */
  storeFolder: string | null;
  backup: ReadBackup;
  /** Delete what the database and the folder of the store contain, and replace files of DATA_DIR that differ. */
  isReplacing: boolean;
  /** Ends the restore. The database is left empty, or, once it has the rows, marked so that no process starts on it. */
  signal: AbortSignal;
  /** One line for the operator. */
  onProgress(line: string): void;
};

export type RestoredBackup = {
  createdAt: string;
  rows: number;
  files: string[];
  /** Null: the archive has no bytes of attachments, because they were in a bucket. */
  attachments: { files: number; bytes: number } | null;
};

/**
 * Restores a backup into an empty database and DATA_DIR. Call it while no Tickline runs on either, and `adoptFileStore` after
 * it: until then no process starts.
 * @throws StartFailure when the target is not empty.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredBackup> {
  const { archive, description } = options.backup;
  const files = await filesToWrite(archive, description, options);
  const rows = await loadTables(archive, description, options);
  try {
    for (const [name, contents] of files) await writeSecret(join(options.dataDir, name), contents);
    const attachments = await restoreFiles(archive, description, options);
    return { createdAt: description.createdAt, rows, files: description.files, attachments };
  } catch (error) {
    throw new StartFailure(
      `the rows are restored, but not all files (${reasonOf(error)}): no process starts on them; run this again with --replace`,
    );
  }
}

/** After the rows: an interrupted restore leaves no bytes that nothing names. */
async function restoreFiles(
  archive: Archive,
  { attachments }: BackupDescription,
  { url, store, storeFolder, isReplacing, signal, onProgress }: RestoreOptions,
): Promise<RestoredBackup["attachments"]> {
  const restored = await restoreAttachments(archive, { files: store, signal, onProgress });
  if (isReplacing && storeFolder !== null)
    await removeUnknown(store, { folder: storeFolder, keys: await readFileKeys(url) });
  return attachments === "bucket" ? null : restored;
}

async function readDescription(archive: Archive): Promise<BackupDescription> {
  const contents = await archive.read(DESCRIPTION);
  const parsed = backupDescription.safeParse(JSON.parse(contents.toString("utf8")));
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  throw new StartFailure(
    `this release cannot read the archive (${DESCRIPTION}: ${fault?.path.join(".")} ${fault?.message}): restore it with the release that made it`,
  );
}

/** The files that are not there yet. A different one is replaced only on request: something else may need it. */
async function filesToWrite(
  archive: Archive,
  { files }: BackupDescription,
  { dataDir, isReplacing }: RestoreOptions,
): Promise<[name: string, contents: Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const name of files) {
    const contents = await archive.read(filePart(name));
    const path = join(dataDir, name);
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    if (existsSync(path) && !isReplacing)
      throw new StartFailure(`${path} differs from the one in the archive: delete it, or add --replace`);
    found.push([name, contents]);
  }
  return found;
}

async function loadTables(
  archive: Archive,
  { database }: BackupDescription,
  { url, isReplacing, signal, onProgress }: RestoreOptions,
): Promise<number> {
  let total = 0;
  let bytes = 0;
  async function* rowsOf({ name }: { name: string }) {
    for (const part of archive.parts) {
      if (!part.name.startsWith(tablePrefix(name))) continue;
      signal.throwIfAborted();
      yield await readPiece(archive, part.name);
      bytes += part.bytes;
    }
  }
  await loadDatabase({
    url,
    description: database,
    isReplacing,
    rowsOf,
    onLoaded: ({ name }, rows) => {
      total += rows;
      if (rows > 0)
        onProgress(`${name}: ${rows} rows (${formatBytes(bytes)} of ${formatBytes(archive.bytes)})`);
    },
  });
  return total;
}

async function readPiece(archive: Archive, name: string): Promise<Buffer> {
  const contents = await archive.read(name);
  return decompress(contents).catch((error: unknown) => {
    throw new DamagedArchive(name, `cannot be decompressed (${reasonOf(error)})`);
  });
}

async function writeSecret(path: string, contents: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.restored`;
  await rm(draft, { force: true });
  await writeFile(draft, contents, { mode: 0o600, flag: "wx" });
  await rename(draft, path);
}

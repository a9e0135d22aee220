import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type ArchiveWriter, writeArchive } from "@/server/lib/archive/write-archive";
import type { FileStore } from "@/server/lib/files/file-store";
import { StartFailure } from "@/server/lib/process/start-failure";
import { type DatabaseDump, dumpDatabase } from "@/server/store/backup/dump-database";
import { type NamedFile, readNamedFiles } from "@/server/store/backup/file-keys";
import { addAttachments } from "./attachments";
import {
  BACKED_UP_FILES,
  DESCRIPTION,
  describeBackup,
  filePart,
  formatBytes,
  piecePart,
} from "./backup-format";

const compress = promisify(gzip);

export type BackupOptions = {
  /** The database, without a pooler. */
  url: string;
  dataDir: string;
  /** The files to back up; null: they are in a bucket, and stay out of the archive. */
  store: FileStore | null;
  /** The archive to write. */
  file: string;
  /** Is called with the files whose bytes are gone, which are left out; without it they end the backup. */
  onMissing?: ((missing: BytesMissing) => void) | undefined;
  now: Date;
  /** So many bytes of the archive's disk stay free; default 0. */
  leavesFree?: number;
  /** Ends the backup; nothing is left of it. */
  signal: AbortSignal;
  /** One line for the operator. */
  onProgress(line: string): void;
};

export type WrittenBackup = {
  bytes: number;
  rows: number;
  files: string[];
  /** Null: the bytes of attachments are in a bucket, and not in the archive. */
  attachments: { files: number; bytes: number; lost: number; deleted: number } | null;
};

/**
 * Backs up the database, in one snapshot while Tickline runs, the secrets of DATA_DIR, and the attachments that the snapshot
 * names. A piece of a table is in memory at a time. The archive is read back before it gets its name.
 * @throws StartFailure when the file exists, the database is not of this release or an earlier one, or the store lacks bytes.
 */
export async function writeBackup(options: BackupOptions): Promise<WrittenBackup> {
  const files = BACKED_UP_FILES.filter((name) => existsSync(join(options.dataDir, name)));
  const { store, signal, onProgress } = options;
  let rows = 0;
  let keys: readonly string[] = [];
  let attachments: WrittenBackup["attachments"] = null;
  const { bytes } = await writeArchive(options.file, options, async (writer) => {
    await dumpDatabase(options, async (dump) => {
      const description = describeBackup(options.now, {
        database: dump.description,
        files,
        attachments: store ? "archive" : "bucket",
      });
      await writer.add(DESCRIPTION, Buffer.from(`${JSON.stringify(description)}\n`));
      rows = await addTables(writer, dump, options);
      keys = dump.fileKeys;
    });
    for (const name of files) await writer.addFile(filePart(name), join(options.dataDir, name));
    // After the snapshot, which must not last as long: rows keep their keys, and bytes do not change.
    if (store) {
      const { missing, ...copied } = await addAttachments(writer, {
        files: store,
        keys,
        signal,
        onProgress,
      });
      const lost = await reportLost(missing, options);
      attachments = { ...copied, lost, deleted: missing.length - lost };
    }
    onProgress(`comparing ${formatBytes(writer.bytes())} with their digests`);
  });
  return { bytes, rows, files, attachments };
}

/** The store has no bytes for attachments that rows still name. */
export class BytesMissing extends StartFailure {
  /** The attachments, up to some number, without their names: those are customers' words. */
  readonly files: readonly Omit<NamedFile, "name">[];
  /** How many there are. */
  readonly count: number;
  constructor(count: number, files: readonly NamedFile[]) {
    super(
      `no backup was written: the file store has no bytes for ${count} attachment${count === 1 ? "" : "s"} that the database names, which are listed. Is the DATA_DIR that of Tickline's processes? If they are lost for good, \`npm run backup -- FILE --allow-missing\` writes one without them`,
    );
    this.count = count;
    this.files = files.map(({ name: _, ...file }) => file);
  }
}

/** The most files that are named one by one. */
const LISTED = 100;

/**
 * Lists the files that rows still name although the store has nothing under the keys; the others were deleted meanwhile.
 * @returns how many keys.
 * @throws BytesMissing there are some, and nobody wants a backup without them.
 */
async function reportLost(
  missing: readonly string[],
  { url, onMissing, onProgress }: BackupOptions,
): Promise<number> {
  const lost = missing.length === 0 ? [] : await readNamedFiles(url, missing);
  const listed = lost.slice(0, LISTED);
  for (const { id, accountId, name, key, isPreview } of listed)
    onProgress(
      `no bytes: ${isPreview ? "preview of " : ""}file ${id} of account ${accountId}, ${JSON.stringify(name)} (${key})`,
    );
  if (lost.length > LISTED) onProgress(`no bytes: ${lost.length - LISTED} more`);
  if (lost.length === 0) return 0;
  const bytesMissing = new BytesMissing(lost.length, listed);
  if (!onMissing) throw bytesMissing;
  onMissing(bytesMissing);
  return lost.length;
}

async function addTables(
  writer: ArchiveWriter,
  dump: DatabaseDump,
  { signal, onProgress }: BackupOptions,
): Promise<number> {
  let total = 0;
  for (const table of dump.description.tables) {
    const pieces = dump.copy(table);
    for (let number = 1; ; number += 1) {
      signal.throwIfAborted();
      const next = await pieces.next();
      if (next.done) {
        total += next.value.rows;
        if (next.value.rows > 0)
          onProgress(`${table.name}: ${next.value.rows} rows (${formatBytes(writer.bytes())} written)`);
        break;
      }
      await writer.add(piecePart(table.name, number), await compress(next.value));
      if (number % 16 === 0)
        onProgress(`${table.name}: piece ${number} (${formatBytes(writer.bytes())} written)`);
    }
  }
  return total;
}

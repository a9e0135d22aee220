import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { S3Settings } from "@/server/lib/env/file-settings";
import { abortUploads, type Connection, openConnection, storeFault } from "@/server/lib/files/s3-store";
import { codeOf } from "@/server/lib/process/start-failure";

/** Where scheduled backups lie, by their names. */
export type BackupPlace = {
  /** How an operator knows it. */
  name: string;
  /** The names of complete backups, oldest first. */
  list(): Promise<string[]>;
  /**
   * Stores what `write` makes at the path that it gets. Under the name is all of it or nothing, also when the process is killed.
   * Call it in one process at a time: it removes what an interrupted call left behind.
   */
  store(name: string, write: (path: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  remove(name: string): Promise<void>;
};

const NAME = /^tickline-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.backup$/;

/** `tickline-2026-11-23T02-30-00Z.backup`: names sort by their instants. */
export const backupName = (at: Date): string =>
  `tickline-${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z.backup`;

/** When the backup of this name began; null: this is no scheduled backup. */
export function backupInstant(name: string): Date | null {
  const [, day, hour, minute, second] = NAME.exec(name) ?? [];
  const at = new Date(`${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

export const isBackupName = (name: string): boolean => backupInstant(name) !== null;

/** The clocks of workers may be apart by so much. */
const CLOCKS_APART_MS = 3_600_000;

/** The names whose instants have been: one from the future was written by a clock that was wrong, and does not count. */
export const withoutFuture = (names: readonly string[], now: Date): string[] =>
  names.filter((name) => (backupInstant(name)?.getTime() ?? 0) <= now.getTime() + CLOCKS_APART_MS);

const PARTIAL = ".partial";

/** Backups in a folder that only this program's user can enter. An archive gets its name when it is complete. */
export function createBackupFolder(folder: string): BackupPlace {
  return {
    name: `the folder ${folder} (BACKUP_DIR)`,
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return []; // the first backup makes the folder
        throw error;
      });
      return names.filter(isBackupName).sort();
    },
    async store(name, write) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeInterrupted(folder);
      await write(join(folder, name)); // writes NAME.partial, and renames it last
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

/** Removes what a killed process left: an archive without its name. */
export async function removeInterrupted(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith(PARTIAL) && isBackupName(name.slice(0, -PARTIAL.length)))
      await rm(join(folder, name), { force: true });
}

/** The least that S3 takes. */
const PART_BYTES = 5 * 1024 * 1024;
/** S3 takes 10,000 at most. */
const PARTS_MAX = 9_000;
const PREFIX = "tickline-";

/**
 * Backups as objects of a bucket. An archive is written into `folder` first, because it is read back and compared before anybody
 * counts on it; an object appears when all of its parts are there.
 */
export function createBackupBucket(settings: S3Settings, folder: string): BackupPlace {
  let opened: Promise<Connection> | undefined;
  const connect = () => {
    opened ??= openConnection(settings);
    return opened;
  };
  const Bucket = settings.bucket;
  return {
    name: `the bucket ${Bucket} (BACKUP_BUCKET)`,
    async list() {
      const { client, sdk } = await connect();
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await client
          .send(new sdk.ListObjectsV2Command({ Bucket, Prefix: PREFIX, ContinuationToken: token }))
          .catch((error: unknown) => Promise.reject(storeFault(error)));
        names.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return names.filter(isBackupName).sort();
    },
    async store(name, write, signal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeLeft(folder);
      await abortLeft(await connect(), Bucket);
      const path = join(folder, name);
      try {
        await write(path);
        await upload(await connect(), { Bucket, Key: name }, path, signal);
      } finally {
        await rm(path, { force: true });
      }
    },
    async remove(name) {
      const { client, sdk } = await connect();
      await client
        .send(new sdk.DeleteObjectCommand({ Bucket, Key: name }))
        .catch((error: unknown) => Promise.reject(storeFault(error)));
    },
  };
}

/** Removes what a killed process left, complete or not: the bucket has what counts. */
async function removeLeft(folder: string): Promise<void> {
  await removeInterrupted(folder);
  for (const name of await readdir(folder)) if (isBackupName(name)) await rm(join(folder, name));
}

/** The same of parts that are in the bucket already. A key that may not list or abort uploads leaves them to a rule of the bucket. */
const abortLeft = (connection: Connection, Bucket: string): Promise<void> =>
  abortUploads(connection, { Bucket, Prefix: PREFIX, isMeant: isBackupName }).catch(() => undefined);

async function upload(
  { client, Upload }: Connection,
  object: { Bucket: string; Key: string },
  path: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { size } = await stat(path);
  const body = createReadStream(path);
  const partSize = Math.max(PART_BYTES, Math.ceil(size / PARTS_MAX));
  const sending = new Upload({ client, params: { ...object, Body: body }, partSize, queueSize: 2 });
  const abort = () => void sending.abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await sending.done();
  } catch (error) {
    throw signal.aborted ? signal.reason : storeFault(error);
  } finally {
    signal.removeEventListener("abort", abort);
    body.destroy();
  }
}

import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, openConnection, storeFault } from "@/server/lib/files/s3-connection";
import type { S3Settings } from "@/server/lib/process/file-settings";
import { removeInterrupted } from "./backup-folder";
import { type BackupPlace, isBackupName } from "./backup-place";

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

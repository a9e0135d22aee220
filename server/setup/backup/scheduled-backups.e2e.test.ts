import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { backupName } from "@/server/lib/archive/backup-place";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { BackupSettings } from "@/server/lib/env/backup-settings";
import type { S3Settings } from "@/server/lib/env/file-settings";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { createS3Store, openConnection } from "@/server/lib/files/s3-store";
import { metrics } from "@/server/lib/process/metrics";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { LOCK_KEYS } from "@/server/store/_postgres/partitions";
import { withBackupLock } from "@/server/store/backup/with-backup-lock";
import { readBackedUpAt } from "@/server/store/installation/installation";
import { createTestDatabase } from "@/test/support/database/database";
import { restoreFile } from "@/test/support/database/restore-file";
import { startS3Server } from "@/test/support/network/s3-server";
import { storeFile } from "@/test/support/scenes/stored-files";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { createScheduledBackups, openBackupPlace } from "./scheduled-backups";

/** Without tables: those of other tests have a guard that the product's lack. */
const [{ url }, target] = [await createTestDatabase(null), await createTestDatabase(null)];
const database = openDatabase({ url, max: 2 });
const clock = { now: new Date("2026-11-23T02:30:00Z") };
const log = { error: vi.fn(), info: vi.fn() };
const [never, HOUR_MS] = [new AbortController().signal, 3_600_000];
const uploads = { disk: null };

beforeAll(async () => {
  await migrate(url);
  return () => database.close();
});
beforeEach(() => {
  clock.now = new Date("2026-11-23T02:30:00Z");
  log.error.mockClear();
});

function prepare({
  place,
  files,
}: Partial<Pick<BackupSettings, "place">> & { files?: ReturnType<typeof createFolderStore> } = {}) {
  const dataDir = temporaryFolder();
  const folder = join(dataDir, "backups");
  const settings: BackupSettings = {
    place: place ?? { folder },
    every: { hours: 6 },
    keep: { count: 2 },
  };
  const store = files ?? createFolderStore(join(dataDir, "files"));
  const options = { settings, url, database, dataDir, files: store, now: () => clock.now, log, uploads };
  return { dataDir, folder, files: store, settings, createJob: () => createScheduledBackups(options) };
}

const pass = (hours: number) => {
  clock.now = new Date(clock.now.getTime() + hours * HOUR_MS);
};
const readGauge = async (gauge: "backupFailed" | "backupIncomplete") =>
  (await metrics[gauge].get()).values[0]?.value;

test("a backup is written when one is due, in one of several processes, and the newest are kept", async () => {
  const { folder, createJob } = prepare();
  const jobs = [createJob(), createJob(), createJob()];
  const runAll = () => Promise.all(jobs.map((job) => job(never)));
  const written: string[] = [];
  for (const hours of [0, 6, 6]) {
    pass(hours);
    await runAll();
    written.push(backupName(clock.now));
    expect(readdirSync(folder).sort()).toEqual(written.slice(-2));
    pass(1);
    await runAll();
    expect(readdirSync(folder).sort()).toEqual(written.slice(-2));
    pass(-1);
  }
  expect(await readBackedUpAt(database)).toEqual(clock.now);
  expect(log.error).not.toHaveBeenCalled();
});

test("a backup of a clock that was ahead, or of no time, holds up none and takes no place of those that are kept", async () => {
  await removeFileRows();
  const { folder, createJob } = prepare();
  const [job, ofNoTime] = [createJob(), "tickline-2026-99-99T99-99-99Z.backup"];
  mkdirSync(folder);
  writeFileSync(join(folder, ofNoTime), "of a wrong clock");
  const written: string[] = [];
  for (const hours of [365 * 24, -365 * 24, 6, 6]) {
    pass(hours);
    await job(never);
    written.push(backupName(clock.now));
  }
  expect(readdirSync(folder).sort()).toEqual([ofNoTime, written[0], ...written.slice(-2)].sort());
});

test("nothing is written while another process of the installation writes a backup", async () => {
  const { folder, createJob } = prepare();
  expect(await withBackupLock(url, () => createJob()(never))).toBe(true);
  expect(existsSync(folder)).toBe(false);
  expect(log.error).not.toHaveBeenCalled();
});

test("a scheduled backup in a bucket restores the rows, and the attachments of the bucket", async () => {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const files = createS3Store(server.settings);
  const content = Buffer.alloc(6_000_000, "attachment "); // more than a part
  await removeFileRows();
  const { key } = await storeFile({ database, files, clock }, 1, { content });
  const { dataDir, settings, createJob } = prepare({ place: { bucket: server.settings }, files });
  await createJob()(never);
  expect(await openBackupPlace(settings, dataDir).list()).toEqual([backupName(clock.now)]);
  expect(readdirSync(join(dataDir, "backup"))).toEqual([]);

  const file = join(dataDir, "fetched.backup");
  const object = await fetchObject(server.settings, backupName(clock.now));
  writeFileSync(file, object);
  const store = createFolderStore(join(dataDir, "restored"));
  const progress = { signal: never, onProgress: () => undefined };
  const target_ = { url: target.url, dataDir, store, storeFolder: null, file, isReplacing: false };
  expect(await restoreFile({ ...target_, ...progress })).toMatchObject({
    attachments: { files: 1, bytes: content.length },
  });
  const restored = openDatabase({ url: target.url, max: 1 });
  onTestFinished(() => restored.close());
  expect(await restored.query("select key from file")).toEqual([{ key }]);
  expect((await buffer(await store.read(key))).equals(content)).toBe(true);
  for (const hours of [6, 6]) {
    pass(hours);
    await createJob()(never);
  }
  expect(await openBackupPlace(settings, dataDir).list()).toHaveLength(2);
});

test("a failed backup raises the alert, leaves nothing that counts, and is tried again until one succeeds", async () => {
  const { folder, files, createJob } = prepare();
  await removeFileRows();
  await storeFile({ database, files, clock }, 1, { content: Buffer.from("attachment") });
  const reading = vi.spyOn(files, "read").mockRejectedValue(new Error("the disk does not answer"));
  const job = createJob();
  await job(never);
  expect(readdirSync(folder)).toEqual([]);
  expect(await readGauge("backupFailed")).toBe(1);
  expect(log.error).toHaveBeenCalledWith(
    expect.objectContaining({ alert: true, reason: expect.stringContaining("does not answer") }),
    expect.stringContaining("a scheduled backup failed"),
  );
  reading.mockRestore();
  await job(never);
  expect(readdirSync(folder)).toEqual([]); // not at once: each try reads the whole database
  pass(0.25);
  writeFileSync(join(folder, `${backupName(clock.now)}.partial`), "of a process that was killed");
  await job(never);
  expect(readdirSync(folder)).toEqual([backupName(clock.now)]);
  expect(await readGauge("backupFailed")).toBe(0);
});

test("attachments without bytes are left out with an alert, and no backup is removed until one has all", async () => {
  const { folder, files, createJob } = prepare();
  await removeFileRows();
  const { id, key } = await storeFile({ database, files, clock }, 1, { content: Buffer.from("lost") });
  const job = createJob();
  const written: string[] = [];
  const backUp = async () => {
    await job(never);
    written.push(backupName(clock.now));
    pass(6);
  };
  await backUp().then(() => files.remove(key));
  for (const _ of [1, 2, 3]) await backUp();
  expect(readdirSync(folder).sort()).toEqual(written);
  expect(await readGauge("backupFailed")).toBe(0);
  expect(await readGauge("backupIncomplete")).toBe(1);
  expect(log.error).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      count: 1,
      missing: [{ id: String(id), accountId: "1", key, isPreview: false }],
    }),
    expect.stringContaining("lacks attachments"),
  );
  await removeFileRows();
  await backUp();
  expect(readdirSync(folder).sort()).toEqual(written.slice(-2));
  expect(await readGauge("backupIncomplete")).toBe(0);
});

test("a process that stops ends its backup without an alert", async () => {
  const { folder, createJob } = prepare();
  await createJob()(AbortSignal.abort());
  expect(readdirSync(folder)).toEqual([]);
  expect(log.error).not.toHaveBeenCalled();
});

test("a backup that loses its lock in the middle ends and leaves nothing, and the next process writes one", async () => {
  await removeFileRows();
  const files = createFolderStore(join(temporaryFolder(), "files"));
  await storeFile({ database, files, clock }, 1, { content: Buffer.from("attachment") });
  const losing: typeof files = {
    ...files,
    read: async (key) => {
      await endLock();
      return files.read(key);
    },
  };
  const { folder, createJob } = prepare({ files: losing });
  const job = createJob();
  await job(never);
  expect(readdirSync(folder)).toEqual([]);
  expect(await readGauge("backupFailed")).toBe(1);
  expect(log.error).toHaveBeenCalledWith(
    expect.objectContaining({ alert: true, reason: expect.stringContaining("terminating connection") }),
    expect.stringContaining("a scheduled backup failed"),
  );
  await prepare({ place: { folder }, files }).createJob()(never);
  expect(readdirSync(folder)).toEqual([backupName(clock.now)]);
  pass(0.25);
  await job(never);
  expect(await readGauge("backupFailed")).toBe(0);
  expect(readdirSync(folder)).toHaveLength(1);
});

test("a folder that cannot be written raises the alert", async () => {
  const blocked = join(temporaryFolder(), "a file");
  writeFileSync(blocked, "");
  await prepare({ place: { folder: blocked } }).createJob()(never);
  expect(log.error).toHaveBeenCalledTimes(1);
  expect(existsSync(blocked)).toBe(true);
});

/** Ends the connection that holds the lock, as a restart of Postgres or a broken network does; resolves when it is over. */
async function endLock(): Promise<void> {
  const holders = `from pg_locks where locktype = 'advisory' and objid = $1 and classid = 0 and granted
    and database = (select oid from pg_database where datname = current_database())`; // other tests share the server
  const end = () => database.query(`select pg_terminate_backend(pid) ${holders}`, [LOCK_KEYS.backUp]);
  expect(await end()).toHaveLength(1);
  expect(await waitUntil(async () => (await end()).length === 0, { withinMs: 90_000 })).toBe(true);
}

async function fetchObject(settings: S3Settings, name: string): Promise<Buffer> {
  const { client, sdk } = await openConnection(settings);
  const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: settings.bucket, Key: name }));
  if (!(Body instanceof Readable)) throw new Error("the object has no bytes");
  return buffer(Body);
}

async function removeFileRows(): Promise<void> {
  for (const table of ["file", "file_removal"]) await database.query(`delete from ${table}`);
}

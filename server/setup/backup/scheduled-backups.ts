import { join } from "node:path";
import type { Logger } from "pino";
import {
  type BackupPlace,
  backupInstant,
  backupName,
  createBackupBucket,
  createBackupFolder,
  withoutFuture,
} from "@/server/lib/archive/backup-place";
import type { BackupEvery, BackupKeep, BackupSettings } from "@/server/lib/env/backup-settings";
import type { FileStore } from "@/server/lib/files/file-store";
import { createAlert } from "@/server/lib/process/alert";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Db } from "@/server/store/_postgres/db";
import { withBackupLock } from "@/server/store/backup/with-backup-lock";
import type { UploadLimits } from "@/server/store/files/upload-usage";
import { recordBackup } from "@/server/store/installation/installation";
import { type BytesMissing, writeBackup } from "./write-backup";

/** A failed backup is tried again after this: the next try reads the whole database again. */
const RETRY_MS = 15 * 60_000;

export type ScheduledBackups = {
  settings: BackupSettings;
  /** The database as its owner, without a pooler. */
  url: string;
  database: Db;
  dataDir: string;
  /** The file store: a folder or a bucket. */
  files: FileStore;
  /** The reserve of the database's disk, which an archive on its way to a bucket leaves free. */
  uploads: Pick<UploadLimits, "disk">;
  now: () => Date;
  log: Pick<Logger, "error" | "info">;
};

/** Where the scheduled backups lie. An archive on its way to a bucket is in `DATA_DIR/backup` until it is there. */
export const openBackupPlace = ({ place }: BackupSettings, dataDir: string): BackupPlace =>
  "folder" in place
    ? createBackupFolder(place.folder)
    : createBackupBucket(place.bucket, join(dataDir, "backup"));

/**
 * The job of scheduled backups, to be called again and again in any number of processes: one of them writes a backup when one
 * is due, and removes those that are not kept. What lies at the place decides what is due. A failure raises the alert until a
 * backup succeeds, in this process or in another. A backup without attachments whose bytes are gone raises one of its own, and
 * then none is removed: an earlier one may be the only place that has them.
 */
export function createScheduledBackups(options: ScheduledBackups): (stopping: AbortSignal) => Promise<void> {
  const { settings, log, now } = options;
  const place = openBackupPlace(settings, options.dataDir);
  const alert = createAlert({
    log,
    begins: "a scheduled backup failed: it is tried again every 15 minutes",
    ends: "a backup was written again",
    gauge: metrics.backupFailed,
  });
  const incomplete = createAlert({
    log,
    begins: "a scheduled backup lacks attachments whose bytes are gone: none is removed until one has all",
    ends: "a backup has all attachments again, or another process writes them",
    gauge: metrics.backupIncomplete,
  });
  let incompleteName: string | null = null;
  const onMissing = (name: string, { count, files }: BytesMissing) => {
    incompleteName = name;
    incomplete.raise({ name, count, missing: files });
  };
  metrics.backupInterval.set(intervalMs(settings.every) / 1000);
  let [lookedAt, dueAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]; // looks at the place first
  return async (stopping) => {
    const nowMs = now().getTime();
    if (lookedAt <= nowMs && nowMs < dueAt) return; // before `lookedAt` the clock went back, and `dueAt` may lie years ahead
    lookedAt = nowMs;
    try {
      const next = await backUpIfDue({ ...options, place, onMissing }, stopping);
      if (next === null) return; // another process writes it
      dueAt = next.dueAt.getTime();
      alert.clear();
      if (next.newest !== incompleteName) incomplete.clear();
    } catch (error) {
      if (stopping.aborted) return;
      dueAt = now().getTime() + RETRY_MS;
      alert.raise({ reason: reasonOf(error), place: place.name });
    }
  };
}

type Placed = ScheduledBackups & {
  place: BackupPlace;
  onMissing: (name: string, missing: BytesMissing) => void;
};

type Next = { newest: string | undefined; dueAt: Date };

/** @returns when the next one is due, after which; null: another process writes it now. */
async function backUpIfDue(options: Placed, stopping: AbortSignal): Promise<Next | null> {
  const before = await dueAfterNewest(options);
  if (before.dueAt > options.now()) return before;
  let next: Next | null = null;
  await withBackupLock(options.url, async (isLost) => {
    next = await dueAfterNewest(options); // another process may have been faster
    if (next.dueAt <= options.now()) {
      await backUp(options, AbortSignal.any([stopping, isLost]));
      next = await dueAfterNewest(options);
    }
  });
  return next;
}

const listPast = async ({ place, now }: Placed): Promise<string[]> =>
  withoutFuture(await place.list(), now());

async function dueAfterNewest(options: Placed): Promise<Next> {
  const newest = (await listPast(options)).at(-1);
  const at = newest === undefined ? null : backupInstant(newest);
  return { newest, dueAt: at === null ? new Date(0) : nextBackupAt(options.settings.every, at) };
}

async function backUp(options: Placed, signal: AbortSignal): Promise<void> {
  const { place, settings, url, dataDir, files, uploads, database, now, log } = options;
  const begunAt = now();
  const name = backupName(begunAt);
  const written: object[] = [];
  let isComplete = true;
  const write = async (file: string) => {
    const { bytes, rows, attachments } = await writeBackup({
      url,
      dataDir,
      store: files,
      file,
      now: begunAt,
      leavesFree: "bucket" in settings.place ? (uploads.disk?.bytes ?? 0) : 0,
      signal,
      onMissing(missing) {
        isComplete = false;
        options.onMissing(name, missing);
      },
      onProgress: () => undefined, // the log has one line about each backup
    });
    written.push({ bytes, rows, attachments });
  };
  await place.store(name, write, signal);
  await recordBackup(database, now());
  log.info({ name, ...written[0] }, `a backup was written to ${place.name}`);
  if (!isComplete) return;
  for (const surplus of surplusBackups(await listPast(options), settings.keep)) await place.remove(surplus);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The first of January 1970 was a Thursday. */
const DAYS_SINCE_MONDAY = 3;

/** When the backup after the newest one is due. */
export function nextBackupAt(every: BackupEvery, newest: Date): Date {
  const newestMs = newest.getTime();
  if ("hours" in every) return new Date(newestMs + every.hours * 60 * MINUTE_MS);
  const sameDayMs = Math.floor(newestMs / DAY_MS) * DAY_MS + every.minuteOfDay * MINUTE_MS;
  return new Date(sameDayMs > newestMs ? sameDayMs : sameDayMs + DAY_MS);
}

/** The longest time between two backups, in ms. */
export const intervalMs = (every: BackupEvery): number =>
  "hours" in every ? every.hours * 60 * MINUTE_MS : DAY_MS;

/** The backups that are not kept. Of a day or a week its newest is; days and weeks without a backup do not count. */
export function surplusBackups(names: readonly string[], keep: BackupKeep): string[] {
  const newestFirst = names
    .flatMap((name) => {
      const at = backupInstant(name);
      return at === null ? [] : [{ name, day: Math.floor(at.getTime() / DAY_MS) }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
  const kept = new Set<string>();
  const keepNewestOf = (period: (day: number) => number, count: number) => {
    const seen = new Set<number>();
    for (const { name, day } of newestFirst) {
      if (seen.size < count && !seen.has(period(day))) kept.add(name);
      seen.add(period(day));
    }
  };
  if ("count" in keep) for (const { name } of newestFirst.slice(0, keep.count)) kept.add(name);
  else {
    keepNewestOf((day) => day, keep.days);
    keepNewestOf((day) => Math.floor((day + DAYS_SINCE_MONDAY) / 7), keep.weeks);
  }
  return newestFirst.flatMap(({ name }) => (kept.has(name) ? [] : name));
}

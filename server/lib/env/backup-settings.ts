import { isAbsolute } from "node:path";
import { z } from "zod";
import { type FileVariables, type S3Settings, s3ConnectionOf } from "./file-settings";

/** A backup so many hours after the last one, or each day at a time of UTC, in minutes after midnight. */
export type BackupEvery = { hours: number } | { minuteOfDay: number };

/** The newest so many, or the newest of each of so many days and weeks (UTC, from Monday). */
export type BackupKeep = { count: number } | { days: number; weeks: number };

const HOURS_MAX = 31 * 24;
const KEPT_MAX = 1_000;

const every = z.string().transform((text, context): BackupEvery => {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour !== undefined) return { minuteOfDay: Number(hour) * 60 + Number(minute) };
  const hours = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= HOURS_MAX) return { hours };
  context.addIssue(`must be a number of hours from 1 to ${HOURS_MAX}, or a time of day in UTC such as 02:30`);
  return z.NEVER;
});

const keep = z.string().transform((text, context): BackupKeep => {
  const [, count, days, weeks = "0"] = /^(?:(\d{1,4})|(\d{1,4})d(?: ?(\d{1,4})w)?)$/.exec(text) ?? [];
  const [first, second] = [Number(count ?? days ?? 0), Number(weeks)];
  if (first >= 1 && first <= KEPT_MAX && second <= KEPT_MAX)
    return count === undefined ? { days: first, weeks: second } : { count: first };
  context.addIssue(`must be a number from 1 to ${KEPT_MAX}, or days and weeks such as 7d 4w`);
  return z.NEVER;
});

/** The variables of scheduled backups. */
export const backupVariables = {
  /** Backups are written into this folder. */
  BACKUP_DIR: z.string().refine(isAbsolute, "must be an absolute path").optional(),
  /** Backups are written into this bucket, which the S3_ variables reach. */
  BACKUP_BUCKET: z.string().optional(),
  BACKUP_EVERY: every.optional(),
  BACKUP_KEEP: keep.optional(),
};

type Given = z.infer<z.ZodObject<typeof backupVariables>> & FileVariables;

/** Where backups are written, how often, and which are kept. */
export type BackupSettings = {
  place: { folder: string } | { bucket: S3Settings };
  every: BackupEvery;
  keep: BackupKeep;
};

/** The scheduled backups, or null; and why the variables cannot be used together, in one sentence, or null. */
export function backupSettingsOf(env: Given): { backups: BackupSettings | null; fault: string | null } {
  const { BACKUP_DIR: folder, BACKUP_BUCKET: bucket, BACKUP_EVERY, BACKUP_KEEP } = env;
  const schedule = { every: BACKUP_EVERY ?? { hours: 24 }, keep: BACKUP_KEEP ?? { count: 7 } };
  if (folder !== undefined && bucket !== undefined)
    return { backups: null, fault: "set BACKUP_DIR or BACKUP_BUCKET, not both" };
  if (folder !== undefined) return { backups: { place: { folder }, ...schedule }, fault: null };
  if (bucket === undefined) {
    const alone = BACKUP_EVERY ? "BACKUP_EVERY" : BACKUP_KEEP ? "BACKUP_KEEP" : null;
    return { backups: null, fault: alone && `${alone} needs BACKUP_DIR or BACKUP_BUCKET` };
  }
  const { s3, fault } = s3ConnectionOf(env, { bucket, variable: "BACKUP_BUCKET" });
  return { backups: s3 && { place: { bucket: s3 }, ...schedule }, fault };
}

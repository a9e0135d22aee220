import { backupInstant } from "@/server/lib/backups/backup-place";
import type { BackupEvery, BackupKeep } from "@/server/lib/process/backup-settings";

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

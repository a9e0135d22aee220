import { expect, test } from "vitest";
import { backupName } from "@/server/lib/archive/backup-place";
import { readEnv } from "@/server/lib/env/env";
import { nextBackupAt, surplusBackups } from "./scheduled-backups";

const at = (text: string) => new Date(text);

test.each([
  [{ hours: 6 }, "2026-11-23T01:00:00Z", "2026-11-23T07:00:00Z"],
  [{ minuteOfDay: 150 }, "2026-11-23T01:00:00Z", "2026-11-23T02:30:00Z"],
  [{ minuteOfDay: 150 }, "2026-11-23T02:30:00Z", "2026-11-24T02:30:00Z"],
  [{ minuteOfDay: 150 }, "2026-12-31T22:00:00Z", "2027-01-01T02:30:00Z"],
])(
  "the backup after the newest one is due by hours or at a time of day: %j after %s",
  (every, newest, next) => {
    expect(nextBackupAt(every, at(newest))).toEqual(at(next));
  },
);

const daily = Array.from({ length: 30 }, (_, day) =>
  backupName(new Date(Date.UTC(2026, 10, 1 + day, 2, 30))),
);

test("the newest backups are kept by their count", () => {
  expect(surplusBackups(daily, { count: 3 })).toEqual(daily.slice(0, -3).reverse());
  expect(surplusBackups(daily.slice(0, 2), { count: 3 })).toEqual([]);
});

test("the newest backup of each day and week is kept, and files with other names are not touched", () => {
  const twice = backupName(at("2026-11-30T01:00:00Z"));
  const surplus = new Set(surplusBackups([...daily, twice, "tickline.backup"], { days: 2, weeks: 3 }));
  expect(surplus).toContain(twice);
  expect(surplus).not.toContain("tickline.backup");
  // 30 November 2026 is a Monday: the weeks end on the 29th and the 22nd.
  expect(daily.filter((name) => !surplus.has(name))).toEqual(
    ["2026-11-22", "2026-11-29", "2026-11-30"].map((day) => backupName(at(`${day}T02:30:00Z`))),
  );
});

const settings = (given: Record<string, string>) => readEnv(given).backups;

test("the variables of backups are read, with a day and seven backups by default", () => {
  expect(settings({ BACKUP_DIR: "/backup" })).toEqual({
    place: { folder: "/backup" },
    every: { hours: 24 },
    keep: { count: 7 },
  });
  const bucket = { BACKUP_BUCKET: "copies", S3_REGION: "eu-central-1" };
  expect(settings({ ...bucket, BACKUP_EVERY: "02:30", BACKUP_KEEP: "7d 4w" })).toMatchObject({
    place: { bucket: { bucket: "copies", region: "eu-central-1" } },
    every: { minuteOfDay: 150 },
    keep: { days: 7, weeks: 4 },
  });
  expect(readEnv(bucket).s3).toBeNull();
});

test.each([
  [{ BACKUP_DIR: "/backup", BACKUP_BUCKET: "copies" }, "set BACKUP_DIR or BACKUP_BUCKET, not both"],
  [{ BACKUP_EVERY: "6" }, "BACKUP_EVERY needs BACKUP_DIR or BACKUP_BUCKET"],
  [{ BACKUP_BUCKET: "copies" }, "BACKUP_BUCKET needs S3_REGION (of AWS) or S3_ENDPOINT (of another server)"],
  [{ BACKUP_DIR: "backup" }, "BACKUP_DIR: must be an absolute path"],
  [{ BACKUP_DIR: "/backup", BACKUP_EVERY: "0" }, "BACKUP_EVERY: must be a number of hours from 1 to 744"],
  [{ BACKUP_DIR: "/backup", BACKUP_KEEP: "all" }, "BACKUP_KEEP: must be a number from 1 to 1000"],
])("a configuration that cannot be meant ends the start with a sentence: %j", (given, message) => {
  expect(() => settings(given)).toThrow(message);
});

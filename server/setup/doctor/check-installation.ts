import { backupInstant, withoutFuture } from "@/server/lib/archive/backup-place";
import type { BackupSettings } from "@/server/lib/env/backup-settings";
import type { Env } from "@/server/lib/env/env";
import type { FileStore } from "@/server/lib/files/file-store";
import { nameOfStore } from "@/server/lib/files/open-file-store";
import { intervalMs, openBackupPlace } from "@/server/setup/backup/scheduled-backups";
import { HALF_RESTORED, opensSealed } from "@/server/setup/installation/open-installation";
import { provesFileStore } from "@/server/setup/installation/prove-file-store";
import type { Database } from "@/server/store/_postgres/db";
import { sampleFiles } from "@/server/store/files/files";
import { readDatabaseClock } from "@/server/store/installation/database";
import {
  findMaintenance,
  RESTORING,
  readBackedUpAt,
  readFileStoreKey,
  readOutboundPausedAt,
  readSealedCheck,
} from "@/server/store/installation/installation";
import { type Check, error, type Finding, ok, runCheck, warning } from "./check-environment";

/** What is checked of an installation: its database and its files. */
export type Installation = { env: Env; database: Database; files: FileStore };

/** The checks that need the database. */
export const checkInstallation = (one: Installation): Promise<Check[]> =>
  Promise.all([
    runCheck("clocks", () => checkClocks(one)),
    runCheck("secret", () => checkSecret(one)),
    runCheck("file store", () => checkFileStore(one)),
    runCheck("files", () => checkFiles(one)),
    runCheck("maintenance", () => checkMaintenance(one)),
    runCheck("outbound", () => checkOutbound(one)),
    runCheck("backup", () => checkBackup(one)),
  ]);

/** Leases, snoozes and links compare times of both. */
const CLOCKS_WARN_MS = 2_000;
const CLOCKS_FAIL_MS = 30_000;

async function checkClocks({ database }: Installation): Promise<Finding> {
  const before = Date.now();
  const there = (await readDatabaseClock(database)).getTime();
  const half = (Date.now() - before) / 2;
  const apartMs = Math.max(0, Math.abs(there - (before + half)) - half);
  const text = `this machine and Postgres' are ${(apartMs / 1000).toFixed(1)} s apart`;
  if (apartMs > CLOCKS_FAIL_MS) return error(`${text}: synchronise both by NTP`);
  return apartMs > CLOCKS_WARN_MS ? warning(`${text}: synchronise both by NTP`) : ok(text);
}

async function checkSecret({ database }: Installation): Promise<Finding> {
  const sealed = await readSealedCheck(database);
  if (sealed === null) return ok("no process has started yet: nothing is sealed");
  return opensSealed(sealed)
    ? ok("it is the secret of this installation")
    : error(
        "AUTH_SECRET (or DATA_DIR/auth-secret) is not the secret of this installation: no process starts",
      );
}

async function checkFileStore({ database, files, env }: Installation): Promise<Finding> {
  const key = await readFileStoreKey(database);
  if (key === RESTORING) return error(HALF_RESTORED);
  if (key === null) return ok(`no process has started yet: ${nameOfStore(env)} has no mark`);
  return (await provesFileStore(files, key))
    ? ok(`${nameOfStore(env)} is that of the installation`)
    : error(`${nameOfStore(env)} is not the file store of this installation: no process starts`);
}

const FILES = 100;

async function checkFiles({ database, files }: Installation): Promise<Finding> {
  const sample = await sampleFiles(database, FILES);
  const sizes = await Promise.all(sample.map(({ key }) => files.size(key)));
  const gone = sizes.filter((size) => size === null).length;
  const cut = sizes.filter((size, at) => size !== null && size !== sample[at]?.bytes).length;
  const of = `of the newest ${sample.length} files`;
  if (gone + cut === 0) return ok(`all ${of} are there in their size`);
  return error(`${of}, ${gone} are missing and ${cut} have another size: restore them from a backup`);
}

async function checkMaintenance({ database }: Installation): Promise<Finding> {
  const found = await findMaintenance(database);
  if (!found) return ok("changes are made");
  return warning(
    `since ${found.since.toISOString()} changes are refused: end it with \`npm run maintenance -- off\``,
  );
}

async function checkOutbound({ database, env }: Installation): Promise<Finding> {
  if (env.OUTBOUND === "off") return warning("OUTBOUND=off: nothing leaves the installation");
  const pausedAt = await readOutboundPausedAt(database);
  return pausedAt === null
    ? ok("webhooks, callbacks, mails and pushes leave")
    : warning(
        `restored at ${pausedAt.toISOString()}: nothing leaves until you run \`npm run confirm -- outbound\``,
      );
}

const BACKUP_DAYS = 7;
const DAY_MS = 86_400_000;

async function checkBackup({ database, env }: Installation): Promise<Finding> {
  if (env.backups) return checkScheduled(env.backups, env.DATA_DIR);
  const at = await readBackedUpAt(database);
  if (at === null)
    return warning(
      "`npm run backup` has written none, and BACKUP_DIR and BACKUP_BUCKET are not set: other tools are not known here",
    );
  const days = (Date.now() - at.getTime()) / DAY_MS;
  const text = `the newest was written ${days.toFixed(1)} days ago`;
  return days > BACKUP_DAYS ? warning(text) : ok(text);
}

/** What lies at the place counts: what was written and is gone restores nothing. */
async function checkScheduled(settings: BackupSettings, dataDir: string): Promise<Finding> {
  const place = openBackupPlace(settings, dataDir);
  const names = withoutFuture(await place.list(), new Date());
  const at = backupInstant(names.at(-1) ?? "");
  if (at === null) return error(`there is none in ${place.name}: see the log of the worker`);
  const ageMs = Date.now() - at.getTime();
  const text = `${names.length} in ${place.name}, the newest began ${(ageMs / DAY_MS).toFixed(1)} days ago`;
  return ageMs > 2 * intervalMs(settings.every)
    ? error(`${text}, more than two of BACKUP_EVERY: see the log of the worker`)
    : ok(text);
}

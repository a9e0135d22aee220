import type { Database, Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { isStorageOut } from "@/server/store/_postgres/storage-alert";
import { hasInstallation, readDatabaseClock } from "./database";

/** The table has one row. */
const ONE = { id: 1 };

/** In place of the key of a mark, from the rows of a restore until its files are there. No store has such a key. */
export const RESTORING = "restoring";

async function read(db: Db) {
  const found = await prismaOf(db).installation.findUnique({
    where: ONE,
    select: { fileStoreKey: true, sealedCheck: true, outboundPausedAt: true, backedUpAt: true },
  });
  if (!found) throw new Error("the installation has no row");
  return found;
}

/** The key under which the file store of this installation has its mark; null: none is recorded. */
export async function readFileStoreKey(db: Db): Promise<string | null> {
  return (await read(db)).fileStoreKey;
}

/** Whether a restore has loaded the rows and not ended: files may be missing, and the secret may be another one. */
export const isHalfRestored = async (db: Db): Promise<boolean> => (await readFileStoreKey(db)) === RESTORING;

/** Records the key of a mark that is in the store. @returns false: another process was first, and its mark counts. */
export async function claimFileStore(db: Db, key: string): Promise<boolean> {
  const { count } = await prismaOf(db).installation.updateMany({
    where: { ...ONE, fileStoreKey: null },
    data: { fileStoreKey: key },
  });
  return count > 0;
}

/** Records another mark than before: an operator has said which store is the installation's. */
export async function replaceFileStore(db: Db, key: string): Promise<void> {
  await prismaOf(db).installation.update({ where: ONE, data: { fileStoreKey: key }, select: { id: true } });
}

/** What was sealed with the installation's secret, to compare; null: nothing yet. */
export async function readSealedCheck(db: Db): Promise<string | null> {
  return (await read(db)).sealedCheck;
}

/** Records it unless another process was first. */
export async function claimSealedCheck(db: Db, sealed: string): Promise<void> {
  await prismaOf(db).installation.updateMany({
    where: { ...ONE, sealedCheck: null },
    data: { sealedCheck: sealed },
  });
}

export async function replaceSealedCheck(db: Db, sealed: string): Promise<void> {
  await prismaOf(db).installation.update({ where: ONE, data: { sealedCheck: sealed }, select: { id: true } });
}

/** Since when nothing leaves the installation, until an administrator confirms; null: it may. */
export async function readOutboundPausedAt(db: Db): Promise<Date | null> {
  return (await read(db)).outboundPausedAt;
}

/** An administrator has confirmed. @returns false: nothing waited for it. */
export async function releaseOutbound(db: Db): Promise<boolean> {
  const { count } = await prismaOf(db).installation.updateMany({
    where: { ...ONE, outboundPausedAt: { not: null } },
    data: { outboundPausedAt: null },
  });
  return count > 0;
}

type MaintenanceText = { text: string; since: Date };

/** The maintenance of the installation, or null. */
export const findMaintenance = async (db: Db): Promise<MaintenanceText | null> =>
  (await readInstallationState(db)).maintenance;

/** What operators change while processes run. `outboundPausedAt`: as `readOutboundPausedAt`. */
export type InstallationState = { maintenance: MaintenanceText | null; outboundPausedAt: Date | null };

export async function readInstallationState(db: Db): Promise<InstallationState> {
  const found = await prismaOf(db).installation.findUnique({
    where: ONE,
    select: { maintenanceText: true, maintenanceSince: true, outboundPausedAt: true },
  });
  const { maintenanceText: text = null, maintenanceSince: since = null } = found ?? {};
  return {
    maintenance: since === null || text === null ? null : { text, since },
    outboundPausedAt: found?.outboundPausedAt ?? null,
  };
}

/** Begins the maintenance, or changes its text. */
export async function beginMaintenance(db: Db, text: string): Promise<void> {
  const since = (await findMaintenance(db))?.since ?? (await readDatabaseClock(db));
  await prismaOf(db).installation.update({
    where: ONE,
    data: { maintenanceText: text, maintenanceSince: since },
    select: { id: true },
  });
}

/** @returns false: there was none. */
export async function endMaintenance(db: Db): Promise<boolean> {
  const { count } = await prismaOf(db).installation.updateMany({
    where: { ...ONE, maintenanceText: { not: null } },
    data: { maintenanceText: null, maintenanceSince: null },
  });
  return count > 0;
}

/** More than the free room of the pages that the table has: a full disk must be noticed. */
const PROBE_BYTES = 65_536;

/** Writes some pages, to learn whether the database can store anything. Throws what Postgres says. */
export async function probeStorage(database: Database): Promise<void> {
  const probe = "x".repeat(PROBE_BYTES);
  await database.transaction((db) =>
    prismaOf(db).installation.update({ where: ONE, data: { probe }, select: { id: true } }),
  );
}

/** A backup was written. A database of an earlier release does not keep it. */
export async function recordBackup(db: Db, at: Date): Promise<void> {
  if (!(await hasInstallation(db))) return;
  await prismaOf(db).installation.update({ where: ONE, data: { backedUpAt: at }, select: { id: true } });
}

/** When `npm run backup` last wrote a backup; null: never. */
export async function readBackedUpAt(db: Db): Promise<Date | null> {
  return (await read(db)).backedUpAt;
}

/** While nothing can be stored, some pages are written this often to learn when it can again. */
const PROBE_EVERY_MS = 2_000;

/**
 * Whether changes are refused because the database can store nothing. It is known from the changes that failed; where nobody
 * changes anything any more, they are written because somebody asks: a load balancer, or an operator.
 */
export function createStorageWatch(database: Database): { isOut(): Promise<boolean> } {
  let probedMs = Number.NEGATIVE_INFINITY;
  return {
    async isOut() {
      if (!isStorageOut()) return false;
      if (performance.now() - probedMs >= PROBE_EVERY_MS) {
        probedMs = performance.now();
        await probeStorage(database).catch(() => undefined); // it raises the alert again
      }
      return isStorageOut();
    },
  };
}

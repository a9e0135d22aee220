import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { isStorageOut } from "@/server/store/_postgres/storage-alert";

/** The key under which the file store of this installation has its mark; null: none is recorded. */
export async function readFileStoreKey(db: Db): Promise<string | null> {
  const rows = await db.query<{ key: string | null }>(
    "select file_store_key as key from installation where id = 1",
  );
  return one(rows).key;
}

/** Records the key of a mark that is in the store. @returns false: another process was first, and its mark counts. */
export async function claimFileStore(db: Db, key: string): Promise<boolean> {
  const rows = await db.query(
    "update installation set file_store_key = $1 where id = 1 and file_store_key is null returning id",
    [key],
  );
  return rows.length > 0;
}

/** Records another mark than before: an operator has said which store is the installation's. */
export async function replaceFileStore(db: Db, key: string): Promise<void> {
  await db.query("update installation set file_store_key = $1 where id = 1", [key]);
}

/** The newest files whose bytes must be in the store. */
export const sampleFiles = (db: Db, count: number): Promise<{ key: string; bytes: number }[]> =>
  db.query("select key, bytes::float8 as bytes from file where state = 'ready' order by id desc limit $1", [
    count,
  ]);

/** What was sealed with the installation's secret, to compare; null: nothing yet. */
export async function readSealedCheck(db: Db): Promise<string | null> {
  const rows = await db.query<{ sealed: string | null }>(
    "select sealed_check as sealed from installation where id = 1",
  );
  return one(rows).sealed;
}

/** Records it unless another process was first. */
export async function claimSealedCheck(db: Db, sealed: string): Promise<void> {
  await db.query("update installation set sealed_check = $1 where id = 1 and sealed_check is null", [sealed]);
}

export async function replaceSealedCheck(db: Db, sealed: string): Promise<void> {
  await db.query("update installation set sealed_check = $1 where id = 1", [sealed]);
}

/** Since when nothing leaves the installation, until an administrator confirms; null: it may. */
export async function readOutboundPausedAt(db: Db): Promise<Date | null> {
  const rows = await db.query<{ pausedAt: Date | null }>(
    `select outbound_paused_at as "pausedAt" from installation where id = 1`,
  );
  return one(rows).pausedAt;
}

/** An administrator has confirmed. @returns false: nothing waited for it. */
export async function releaseOutbound(db: Db): Promise<boolean> {
  const rows = await db.query(
    "update installation set outbound_paused_at = null where id = 1 and outbound_paused_at is not null returning id",
  );
  return rows.length > 0;
}

/** The maintenance of the installation, or null. */
export async function findMaintenance(db: Db): Promise<{ text: string; since: Date } | null> {
  const [found] = await db.query<{ text: string; since: Date }>(
    `select maintenance_text as text, maintenance_since as since from installation
      where id = 1 and maintenance_text is not null`,
  );
  return found ?? null;
}

/** Begins the maintenance, or changes its text. */
export async function beginMaintenance(db: Db, text: string): Promise<void> {
  await db.query(
    "update installation set maintenance_text = $1, maintenance_since = coalesce(maintenance_since, now()) where id = 1",
    [text],
  );
}

/** @returns false: there was none. */
export async function endMaintenance(db: Db): Promise<boolean> {
  const rows = await db.query(
    `update installation set maintenance_text = null, maintenance_since = null
      where id = 1 and maintenance_text is not null returning id`,
  );
  return rows.length > 0;
}

/** More than the free room of the pages that the table has: a full disk must be noticed. */
const PROBE_BYTES = 65_536;

/** Writes some pages, to learn whether the database can store anything. Throws what Postgres says. */
export async function probeStorage(database: Database): Promise<void> {
  const probe = "x".repeat(PROBE_BYTES);
  await database.transaction((db) => db.query("update installation set probe = $1 where id = 1", [probe]));
}

/** A backup was written. A database of an earlier release does not keep it. */
export async function recordBackup(db: Db, at: Date): Promise<void> {
  if (await hasInstallation(db))
    await db.query("update installation set backed_up_at = $1 where id = 1", [at]);
}

/** When `npm run backup` last wrote a backup; null: never. */
export async function readBackedUpAt(db: Db): Promise<Date | null> {
  const rows = await db.query<{ at: Date | null }>(
    "select backed_up_at as at from installation where id = 1",
  );
  return one(rows).at;
}

/** Whether the migrations of this release have made their tables. */
export async function hasInstallation(db: Db): Promise<boolean> {
  const rows = await db.query<{ found: boolean }>("select to_regclass('installation') is not null as found");
  return one(rows).found;
}

/** The clock of the database's machine. */
export async function readDatabaseClock(db: Db): Promise<Date> {
  return one(await db.query<{ now: Date }>("select clock_timestamp() as now")).now;
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

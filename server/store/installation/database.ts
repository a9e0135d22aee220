import { type Db, one } from "@/server/store/_postgres/db";

/** The newest files whose bytes must be in the store. */
export const sampleFiles = (db: Db, count: number): Promise<{ key: string; bytes: number }[]> =>
  db.query("select key, bytes::float8 as bytes from file where state = 'ready' order by id desc limit $1", [
    count,
  ]);

/** Whether the migrations of this release have made their tables. */
export async function hasInstallation(db: Db): Promise<boolean> {
  const rows = await db.query<{ found: boolean }>("select to_regclass('installation') is not null as found");
  return one(rows).found;
}

/** The clock of the database's machine. */
export async function readDatabaseClock(db: Db): Promise<Date> {
  return one(await db.query<{ now: Date }>("select clock_timestamp() as now")).now;
}

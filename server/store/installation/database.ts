import { type Db, one } from "@/server/store/_postgres/db";

/** Whether the migrations of this release have made their tables. */
export async function hasInstallation(db: Db): Promise<boolean> {
  const rows = await db.query<{ found: boolean }>("select to_regclass('installation') is not null as found");
  return one(rows).found;
}

/** The clock of the database's machine. */
export async function readDatabaseClock(db: Db): Promise<Date> {
  return one(await db.query<{ now: Date }>("select clock_timestamp() as now")).now;
}

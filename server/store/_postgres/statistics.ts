import type { Db } from "./db";

/**
 * Counts the rows of all tables for the planner. Postgres does so by itself one or two minutes after many rows were
 * written: until then it plans for empty tables. `db`: as the tables' owner.
 */
export async function updateStatistics(db: Db): Promise<void> {
  await db.query("analyze");
}

import type { Db } from "./db";
import { statement } from "./statement";

/**
 * Counts the rows of all tables for the planner. Postgres does so by itself one or two minutes after many rows were
 * written: until then it plans for empty tables. `db`: as the tables' owner.
 */
export async function updateStatistics(db: Db): Promise<void> {
  await db.query("analyze");
}

/** Counts the rows of tables that have grown to twice the rows that the planner knows of. `db`: the worker's. */
export async function updateStatisticsOfGrown(db: Db): Promise<void> {
  const grown = await db.query<{ name: string }>(GROWN);
  for (const { name } of grown) await db.query(ANALYZE, [name]);
}

const GROWN = statement("select grown_tables()::text as name");
const ANALYZE = statement("select analyze_if_grown($1::regclass)");

import type { Db } from "./db";
import { statement } from "./statement";

/**
 * Counts the rows of all tables for the planner. Postgres does so by itself one or two minutes after many rows were
 * written: until then it plans for empty tables. `db`: as the tables' owner.
 */
export async function updateStatistics(db: Db): Promise<void> {
  await db.query("analyze");
}

/** Counts those of tables that have grown to twice the rows that the planner knows of. `db`: the worker's. */
export async function updateStatisticsOfGrown(db: Db): Promise<void> {
  await db.query(ANALYZE_GROWN);
}

const ANALYZE_GROWN = statement("select analyze_grown_tables()");

import type { Line } from "@/bench/lib/report";
import { one } from "@/server/store/_postgres/db";
import { DELIVERY_DAYS, deleteExpired } from "@/server/store/retention/expiry";
import type { Place } from "./account";

/** As the worker's job. */
const BATCH = 1_000;
const DAY_MS = 24 * 3_600_000;

type Month = { lines: Line[]; detail: object[] };

/**
 * Deletes a month of deliveries and tries as the worker does, a batch in a transaction, and vacuums; against dropping a table
 * with the same rows and indexes, as a partition of that month would be.
 */
export async function deliveries({ database }: Place, faults: string[]): Promise<Month> {
  await database.query("update delivery set state = 'delivered' where state = 'waiting'");
  const later = new Date(Date.now() + (DELIVERY_DAYS + 1) * DAY_MS);
  const month: Month = { lines: [], detail: [] };
  for (const table of ["delivery", "delivery_try"] as const) {
    const count = async () =>
      one(await database.query<{ rows: number }>(`select count(*) as rows from ${table}`)).rows;
    const rows = await count();
    await database.query(`create table growth_month (like ${table} including indexes)`);
    await database.query(`insert into growth_month select * from ${table}`);
    await database.query("checkpoint");
    const dropMs = await timed(() => database.query("drop table growth_month"));
    const paces: number[] = [];
    const deleteMs = await timed(async () => {
      for (let deleted = BATCH; deleted === BATCH; ) {
        const ms = await timed(async () => {
          deleted = await deleteExpired(database, table, { now: later, limit: BATCH });
        });
        paces.push(ms);
      }
    });
    const vacuumMs = await timed(() => database.query(`vacuum ${table}`));
    const left = await count();
    if (left > 0) faults.push(`${left} of ${rows} rows of ${table} were not deleted`);
    const perSecond = Math.round(rows / (deleteMs / 1000));
    month.lines.push(
      lineOf(`${table}-month-deleted`, deleteMs, `ms for ${rows} rows, ${perSecond}/s`, dropMs),
      lineOf(`${table}-month-vacuumed`, vacuumMs, "ms"),
    );
    month.detail.push({ table, rows, dropMs, deleteMs, vacuumMs, ...ends(paces) });
  }
  return month;
}

/** Whether later batches are slower: the mean of the first tenth and of the last one, in ms. */
function ends(paces: readonly number[]): { firstBatchMs: number; lastBatchMs: number } {
  const tenth = Math.ceil(paces.length / 10);
  const mean = (all: readonly number[]) => all.reduce((sum, ms) => sum + ms, 0) / all.length;
  return { firstBatchMs: mean(paces.slice(0, tenth)), lastBatchMs: mean(paces.slice(-tenth)) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** `bare`: dropping a partition. */
const lineOf = (name: string, ms: number, unit: string, bare: number | null = null): Line => ({
  name: `growth-${name}`,
  ours: Math.round(ms),
  bare: bare === null ? null : Math.round(bare),
  ratio: null,
  unit,
  target: "–",
  isVoid: false,
});

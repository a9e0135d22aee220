import type { Line } from "@/bench/lib/report";
import { keptData } from "@/server/dialects/wukongim/store/kept-data";
import { type Database, one } from "@/server/store/_postgres/db";
import { provideDialectData } from "@/server/store/deletions/dialect-data";
import { DELIVERY_DAYS, deleteExpired } from "@/server/store/retention/expiry";
import type { Place } from "./account";
import { idOf, isOfScene, KINDS, type Row, type Scene, type SceneTable } from "./marks";

/** As the worker's job. */
const BATCH = 1_000;
const DAY_MS = 24 * 3_600_000;

type Month = { lines: Line[]; detail: object[] };

/**
 * Deletes a month of deliveries and tries as the worker does, a batch in a transaction, and vacuums; against dropping a table
 * with the same rows and indexes, as a partition of that month would be.
 */
export async function deliveries({ database }: Place, faults: string[]): Promise<Month> {
  provideDialectData([keptData]);
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

/** What is counted or derived at the end, or emptied by the product at once. */
const DERIVED = new Set([
  "account_counter",
  "account_head",
  "conversation_counter",
  "conversation_total",
  "counter_delta",
  "endpoint_hour",
  "endpoint_progress",
  "outbox",
  "search_due",
]);

type Column = { table: string; name: string; type: string };

/** The rows of every table that a scene has left, in order of writing. */
export async function readRows(database: Database, nth: number): Promise<Scene> {
  const columns = await database.query<Column>(COLUMNS);
  const tables: SceneTable[] = [];
  for (const name of new Set(columns.map(({ table }) => table))) {
    if (DERIVED.has(name)) continue;
    const of = columns.filter(({ table }) => table === name);
    const rows = await database.query<Row>(
      `select ${of.map((column) => `${column.name}::text as "${column.name}"`).join(", ")} from ${name} order by ctid`,
    );
    const own = rows.filter((row) => isOfScene(JSON.stringify(row), nth));
    if (own.length > 0)
      tables.push({ name, columns: of.filter((column) => isGiven(column, own)), rows: own });
  }
  return { nth, tables, counts: countsOf(tables, nth) };
}

/** An id to which nothing refers is drawn anew for each copy. */
const isGiven = ({ name }: Column, rows: readonly Row[]): boolean =>
  name !== "id" || rows.some((row) => /^(7[1-9]0{7}|.*-)/.test(row["id"] ?? ""));

const COLUMNS = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
     and exists (select 1 from pg_attribute k where k.attrelid = c.oid and k.attname = 'account_id')
   order by c.relname, a.attnum`;

/** How many ids of each kind the scene has drawn, with those that nothing has. The log and the display ids count from 1, the others from 0. */
function countsOf(tables: readonly SceneTable[], nth: number): Scene["counts"] {
  const text = JSON.stringify(tables);
  const drawn = (kind: number): number => {
    const pattern = new RegExp(`${String(idOf(kind, nth, 0)).slice(0, -3)}(\\d{3})`, "g");
    const places = [...text.matchAll(pattern)].map(([, place]) => Number(place));
    const first = kind === KINDS.seq || kind === KINDS.display ? 1 : 0;
    return Math.max(first - 1, ...places) + 1 - first;
  };
  const { contact, contact_inbox, conversation, message, delivery, seq, display, inbox, agent } = KINDS;
  return {
    contact: drawn(contact),
    contact_inbox: drawn(contact_inbox),
    conversation: drawn(conversation),
    message: drawn(message),
    delivery: drawn(delivery),
    seq: drawn(seq),
    display: drawn(display),
    inbox: drawn(inbox),
    agent: drawn(agent),
  };
}

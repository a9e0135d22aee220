import { makeFolder, startPostgres } from "@/bench/lib/postgres";
import type { Bench, BenchResult, Line, Scale } from "@/bench/lib/report";
import type { Database } from "@/server/store/_postgres/db";
import { createPlace, openPlace, type Place } from "./account";
import { deliveries } from "./deliveries";
import { fill } from "./fill";
import { check, FILLED, measure } from "./measure";
import { playScenes } from "./scene";

/** Messages in each database, ascending; queries of each kind. */
const SIZES: Record<Scale, { messages: number[]; queries: number }> = {
  tiny: { messages: [2_000, 4_000], queries: 2 },
  short: { messages: [100_000, 1_000_000], queries: 20 },
  long: { messages: [1_000_000, 10_000_000], queries: 60 },
};

/** A year of messages; of events, which are kept for 30 to 62 days, the mean of these. */
const DAYS = 365;
const LOG_DAYS = 45;

/** The rows can be written again. */
const FILLING = {
  fsync: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
};

/**
 * What an account's messages take on disk, by table, and how long the product's own queries take, in databases of several
 * sizes: a year of messages with their receipts and words to search, some weeks of events, a month of webhooks. Copies of
 * conversations that the product has held. No target: the larger database against the smaller.
 */
export const growth: Bench = async ({ scale, isSabotaged, seed, messages = SIZES[scale].messages }) => {
  const folder = makeFolder("growth");
  const filling = await startPostgres(folder.dataDir, FILLING);
  let postgres = filling;
  const seconds: object[] = [];
  try {
    const scenes = await playScenes(postgres);
    const appUrls: string[] = [];
    for (const size of messages) {
      const { place, appUrl } = await createPlace(postgres, nameOf(size));
      seconds.push(await fill(place, scenes, { messages: size, days: DAYS, logDays: LOG_DAYS }, seed));
      if (isSabotaged) await place.database.query("delete from message where id % 100 = 3");
      await place.database.close();
      appUrls.push(appUrl);
    }
    if (scale !== "tiny") {
      await filling.stop();
      postgres = await startPostgres(folder.dataDir);
    }
    const places = messages.map((size, at) => openPlace(postgres.urlOf(nameOf(size)), appUrls[at] ?? ""));
    try {
      return await run(places, { messages, queries: SIZES[scale].queries, seconds });
    } finally {
      for (const { database } of places) await database.close();
    }
  } finally {
    await postgres.stop();
    folder.remove();
  }
};

process.env["NEXTAUTH_SECRET"] ??= "of this bench, and long enough"; // seals the endpoint's secret

const nameOf = (messages: number): string => `growth_${messages}`;

type Options = { messages: readonly number[]; queries: number; seconds: readonly object[] };

async function run(places: readonly Place[], { messages, queries, seconds }: Options): Promise<BenchResult> {
  const faults: string[] = [];
  const sizes: TableSize[][] = [];
  for (const { database } of places) sizes.push(await readSizes(database));
  for (const [at, place] of places.entries()) faults.push(...(await check(place, messages[at] ?? 0)));
  const measured = await measure(places, { messages, queries, faults });
  const [largest] = places.slice(-1);
  const month = largest ? await deliveries(largest, faults) : { lines: [], detail: [] };
  return {
    lines: [...sizeLines(sizes, messages), ...measured, ...month.lines],
    faults,
    detail: { days: DAYS, logDays: LOG_DAYS, messages, queries, seconds, sizes, month: month.detail },
  };
}

/** GB of each table in the largest database, against the smallest. */
function sizeLines(sizes: readonly (readonly TableSize[])[], messages: readonly number[]): Line[] {
  const [least = [], most = []] = [sizes[0], sizes.at(-1)];
  const lineOf = (name: string, ours: number, bare: number, rows: string): Line => ({
    name: `growth-size-${name}`,
    ours: gb(ours),
    bare: gb(bare),
    ratio: { median: ours / bare, min: ours / bare, max: ours / bare },
    unit: `GB (${rows})`,
    target: "–",
    isVoid: false,
  });
  const sum = (all: readonly TableSize[]) => all.reduce((bytes, size) => bytes + bytesOf(size), 0);
  const lines = most.map((size) => {
    const small = least.find(({ table }) => table === size.table);
    return lineOf(size.table, bytesOf(size), small ? bytesOf(small) : Number.NaN, `${size.rows} rows`);
  });
  const perMessage = Math.round(sum(most) / (messages.at(-1) ?? Number.NaN));
  return [...lines, lineOf("all", sum(most), sum(least), `${perMessage} bytes per message`)];
}

const gb = (bytes: number): number => Math.round(bytes / 1e6) / 1e3;

/** What a table takes, with its partitions; `tableBytes` includes free space, `toastBytes` the toast's index. */
type TableSize = {
  table: string;
  rows: number;
  tableBytes: number;
  toastBytes: number;
  indexBytes: number;
};

/** The sizes of all filled tables, the largest first. Their rows are as many as the last vacuum has counted. */
async function readSizes(database: Database): Promise<TableSize[]> {
  const sizes: TableSize[] = [];
  for (const table of FILLED) sizes.push(...(await database.query<TableSize>(SIZE, [table])));
  return sizes.sort((a, b) => bytesOf(b) - bytesOf(a));
}

const bytesOf = ({ tableBytes, toastBytes, indexBytes }: TableSize): number =>
  tableBytes + toastBytes + indexBytes;

const SIZE = `
  select $1::text as table, sum(greatest(c.reltuples, 0))::bigint as rows,
         sum(pg_relation_size(c.oid, 'main') + pg_relation_size(c.oid, 'vm') + pg_relation_size(c.oid, 'fsm'))::bigint as "tableBytes",
         sum(coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0))::bigint as "toastBytes",
         sum(pg_indexes_size(c.oid))::bigint as "indexBytes"
    from pg_class c
   where c.relkind = 'r' and (c.oid = $1::regclass or exists (
     select 1 from pg_inherits i where i.inhrelid = c.oid and i.inhparent = $1::regclass))`;

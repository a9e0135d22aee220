import pg from "pg";
import { makeFolder, prepare, startPostgres } from "@/bench/lib/postgres";
import { type Bench, type Line, median, percentile } from "@/bench/lib/report";
import { callerOf } from "@/bench/list/fill";
import type { Caller } from "@/server/contract/_shared/caller";
import { search as runSearch } from "@/server/queries/search/search";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { indexDue } from "@/server/store/search/search-index";
import { watchDatabase } from "@/test/support/database/database";
import { fillWords, RARE, signOf, wordOf } from "./fill-words";

/** Conversations in the database, five messages each, and queries of each kind. */
const SIZES = {
  tiny: { conversations: 2_000, queries: 3 },
  short: { conversations: 40_000, queries: 40 },
  long: { conversations: 1_000_000, queries: 100 },
};
const P95_MS_MAX = 60;
const ABSENT_MS_MAX = 100;
const BARE_MAX = 2;
const NOISE_MAX = 0.1;
const LIMIT = 8;
const TAKEN_IN = 5_000;

type Statement = { text: string; values: readonly unknown[] | undefined };

/**
 * B5: a screen's search, against its statements sent by `pg` alone, one after the other. The results are compared with
 * reading every message.
 */
export const search: Bench = async ({ scale, isSabotaged, seed }) => {
  const { conversations, queries } = SIZES[scale];
  const place = makeFolder("search");
  const postgres = await startPostgres(place.dataDir);
  const lines: Line[] = [];
  const faults: string[] = [];
  try {
    const roles = await postgres.create("search");
    const url = postgres.urlOf("search");
    await prepare(roles);
    const filler = openDatabase({ url, max: 1, limits: FILL_LIMITS });
    await fillWords(filler, conversations, seed);
    if (isSabotaged) await filler.query("delete from search_entry where id % 2 = 0");
    await filler.close();
    const database = openDatabase({ url: roles.DATABASE_URL, allAccountsUrl: url, max: 6 });
    const bare = new pg.Client({ connectionString: url });
    await bare.connect();
    for (const scenario of SCENARIOS) {
      faults.push(...(await check(scenario, database)));
      lines.push(await measure(scenario, { database, bare, queries }));
    }
    lines.push(await takeIn(database));
    await Promise.all([database.close(), bare.end()]);
    return { lines, faults, detail: { conversations, messages: conversations * 5, queries } };
  } finally {
    await postgres.stop();
    place.remove();
  }
};

async function measure(
  { name, caller, queryOf }: Scenario,
  { database, bare, queries }: { database: Database; bare: pg.Client; queries: number },
): Promise<Line> {
  const times = { ours: [] as number[], bare: [] as number[], again: [] as number[] };
  for (let n = -3; n < queries; n++) {
    const query = queryOf(n + 3);
    const statements: Statement[] = [];
    const watched = watchDatabase(database, (_, text, values) => void statements.push({ text, values }));
    const began = performance.now();
    await runSearch(forAccount(watched, caller.accountId), caller, { query, limit: LIMIT });
    const ours = performance.now() - began;
    const [first, again] = [await sendAll(bare, statements), await sendAll(bare, statements)];
    if (n < 0) continue; // warms up
    times.ours.push(ours);
    times.bare.push(first);
    times.again.push(again);
  }
  const [ours, plain, again] = [times.ours, times.bare, times.again].map((all) => p95(all)) as [
    number,
    number,
    number,
  ];
  const ratios = times.ours.map((ms, i) => ms / (times.bare[i] ?? Number.NaN));
  const most = name === "absent" ? ABSENT_MS_MAX : P95_MS_MAX;
  return {
    name: `search-${name}-p95`,
    ours: round2(ours),
    bare: round2(plain),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    unit: "ms",
    target: `≤ ${most} ms, ratio ≤ ${BARE_MAX.toFixed(2)}`,
    mostRatio: BARE_MAX,
    isVoid: Math.abs(median(times.again) / median(times.bare) - 1) > NOISE_MAX * 3 || again > plain * 3,
  };
}

async function sendAll(bare: pg.Client, statements: readonly Statement[]): Promise<number> {
  const began = performance.now();
  for (const { text, values } of statements) await bare.query(text, values ? [...values] : undefined);
  return performance.now() - began;
}

/** Compares the search with reading every message, the newest first. */
async function check({ name, caller, queryOf }: Scenario, database: Database): Promise<string[]> {
  const query = queryOf(5);
  const isStart = [...query].length === 2 && /^[a-z]+$/.test(query);
  const words = query.split(" ").map((word) => (isStart ? `\\m${word}` : word));
  const rows = await database.query<{ id: number }>(
    `select m.id from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = 1 and c.lifecycle = 'live' and ($2::bigint[] is null or m.inbox_id = any($2::bigint[]))
        and not exists (select 1 from unnest($1::text[]) word where m.content !~* word)
      order by m.id desc limit ${LIMIT}`,
    [words, caller.inboxIds === "all" ? null : caller.inboxIds],
  );
  const { messages } = await runSearch(forAccount(database, caller.accountId), caller, {
    query,
    limit: LIMIT,
  });
  const found = messages.map(({ message }) => message.id).join();
  const wanted = rows.map(({ id }) => id).join();
  return found === wanted ? [] : [`${name}: ${query} found ${found} instead of ${wanted}`];
}

/** Messages per second that the worker indexes while the index exists. */
async function takeIn(database: Database): Promise<Line> {
  await database.query(
    `insert into search_due (account_id, kind, subject_id)
     select account_id, 'message', id from message where account_id = $1 order by id limit $2`,
    [callerOf(1).accountId, TAKEN_IN],
  );
  const began = performance.now();
  while ((await indexDue(database, 200)) > 0);
  const rate = Math.round(TAKEN_IN / ((performance.now() - began) / 1000));
  return {
    name: "search-intake",
    ours: rate,
    bare: null,
    ratio: null,
    unit: "messages/s",
    target: "–",
    isVoid: false,
  };
}

const p95 = (all: readonly number[]): number =>
  percentile(
    all.toSorted((a, b) => a - b),
    95,
  );
const round2 = (ms: number): number => Math.round(ms * 100) / 100;

/** Queries of one kind, without repetition while there are others. */
type Scenario = { name: string; caller: Caller; queryOf(n: number): string };

const admin = callerOf(1);
/** Sees three of ten inboxes, or the quietest of all. */
const agent = callerOf(1, [1, 2, 5]);
const quiet = callerOf(1, [10]);

const SCENARIOS: readonly Scenario[] = [
  {
    name: "everywhere",
    caller: admin,
    queryOf: (n) => ["parcel", "should", "where is", "here by now"][n % 4] ?? "",
  },
  { name: "common", caller: admin, queryOf: (n) => wordOf(n % 50) },
  { name: "usual", caller: admin, queryOf: (n) => wordOf(500 + 17 * n) },
  { name: "two-words", caller: admin, queryOf: (n) => `${wordOf(n % 40)} ${wordOf(300 + 7 * n)}` },
  { name: "seldom", caller: admin, queryOf: (n) => wordOf(15_000 + 3 * n) },
  { name: "rare", caller: admin, queryOf: (n) => RARE.slice(0, 5 + (n % 7)) },
  { name: "absent", caller: admin, queryOf: (n) => `zzyzx${n}` },
  { name: "chinese", caller: admin, queryOf: (n) => signOf(n % 60) + signOf((3 * n) % 80) },
  { name: "chinese-rare", caller: admin, queryOf: (n) => signOf(900 + n) + signOf(1_700 + n) },
  { name: "one-sign", caller: admin, queryOf: (n) => signOf(40 + 11 * n) },
  { name: "two-letters", caller: admin, queryOf: (n) => wordOf(3 * n).slice(0, 2) },
  { name: "name", caller: admin, queryOf: (n) => `customer ${(4096 + 37 * n).toString(16)}` },
  { name: "number", caller: admin, queryOf: (n) => String(1000 + n) },
  { name: "agent", caller: agent, queryOf: (n) => wordOf(n * 11) },
  { name: "quiet-inbox", caller: quiet, queryOf: (n) => wordOf(n * 11) },
];

import pg from "pg";
import { makeFolder, prepare, startPostgres } from "@/bench/lib/postgres";
import { type Bench, type Line, median } from "@/bench/lib/report";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { watchDatabase } from "@/test/support/database/database";
import { checkCounters, fill, zipf } from "./fill";
import { deepCursor, openScreens, SCENARIOS, type Scenario } from "./scenarios";

const ACCOUNTS = 50;
const GROWTH_MAX = 1.3;
const BARE_MAX = 2;
/** Pages read may grow with the depth of an index, not with the table, which grows ten or a hundred times. */
const PAGES_GROWTH_MAX = 3;
const NOISE_MAX = 0.1;

/** Conversations in each database, rounds, and queries per round and side. */
const SIZES = {
  tiny: { conversations: [10_000, 12_000], rounds: 1, queries: 1 },
  short: { conversations: [10_000, 100_000], rounds: 5, queries: 8 },
  long: { conversations: [10_000, 100_000, 1_000_000], rounds: 7, queries: 40 },
};

type Statement = { text: string; values: readonly unknown[] | undefined };
type Place = { conversations: number; database: Database; bare: pg.Client; deep: string };

/**
 * B4: a screen's procedures in databases of several sizes, against the same statements by `pg` alone, and the largest
 * database against the smallest.
 */
export const list: Bench = async ({ scale, isSabotaged }) => {
  const { conversations, rounds, queries } = SIZES[scale];
  const place = makeFolder("list");
  const postgres = await startPostgres(place.dataDir);
  const places: Place[] = [];
  const lines: Line[] = [];
  const faults: string[] = [];
  try {
    for (const size of conversations) places.push(await makeDatabase(postgres, size));
    if (isSabotaged)
      await places[0]?.database.query(`update conversation_total set count = count + 1 where account_id = 1`);
    for (const at of places) {
      const wrong = await checkCounters(at.database);
      faults.push(...wrong.map((fault) => `at ${at.conversations} ${fault}`));
    }
    for (const scenario of SCENARIOS) {
      lines.push(...(await measure(scenario, places, { rounds, queries, faults })));
    }
    return { lines, faults, detail: { accounts: ACCOUNTS, conversations, rounds, queries } };
  } finally {
    for (const { database, bare } of places) await Promise.all([database.close(), bare.end()]);
    await postgres.stop();
    place.remove();
  }
};

async function makeDatabase(
  { create, urlOf }: Awaited<ReturnType<typeof startPostgres>>,
  conversations: number,
): Promise<Place> {
  const name = `list_${conversations}`;
  const roles = await create(name);
  const url = urlOf(name);
  await prepare(roles);
  const filler = openDatabase({ url, max: 1, limits: FILL_LIMITS });
  await fill(filler, zipf(conversations, ACCOUNTS));
  await filler.close();
  const database = openDatabase({ url: roles.DATABASE_URL, allAccountsUrl: url, max: 2 });
  const bare = new pg.Client({ connectionString: url });
  await bare.connect();
  return { conversations, database, bare, deep: await deepCursor(database) };
}

type Round = { ours: number; bare: number; bareAgain: number };

async function measure(
  scenario: Scenario,
  places: readonly Place[],
  { rounds, queries, faults }: { rounds: number; queries: number; faults: string[] },
): Promise<Line[]> {
  const sides = [];
  for (const place of places) sides.push(await sidesOf(scenario, place, faults));
  const measured: Round[][] = sides.map(() => []);
  for (let round = -1; round < rounds; round++)
    for (const [i, { ours, bare }] of sides.entries()) {
      const times: Round = await inTurns({ ours, bare, bareAgain: bare }, queries);
      if (round >= 0) measured[i]?.push(times); // the first warms up
    }
  const [smallest = []] = measured;
  const lines = places.map(({ conversations }, i) => lineOf(scenario, conversations, measured[i] ?? []));
  const ratios = (measured.at(-1) ?? []).map(({ ours }, i) => ours / (smallest[i]?.ours ?? Number.NaN));
  const pages = pagesLine(
    scenario,
    sides.map(({ pages }) => pages),
  );
  const growth = pages.ratio?.median ?? Number.NaN;
  if (!(growth <= PAGES_GROWTH_MAX)) faults.push(`${pages.name}: ${growth.toFixed(2)} times as many`);
  return [
    ...lines,
    pages,
    {
      name: `list-${scenario.name}-growth`,
      ours: round2(median((measured.at(-1) ?? []).map(({ ours }) => ours))),
      bare: round2(median(smallest.map(({ ours }) => ours))),
      ratio: spread(ratios),
      unit: "ms",
      target: `≤ ${GROWTH_MAX}`,
      mostRatio: GROWTH_MAX,
      isVoid: lines.some(({ isVoid }) => isVoid),
    },
  ];
}

/** The product's side of a scenario, and its statements sent by `pg` alone, one after the other. */
async function sidesOf(scenario: Scenario, place: Place, faults: string[]) {
  const statements: Statement[] = [];
  const watched = watchDatabase(place.database, (_, text, values) => void statements.push({ text, values }));
  const answer = await scenario.query(openScreens(watched, scenario.inboxes), place.deep);
  const rows = rowsOf(answer);
  if (rows !== scenario.rows)
    faults.push(`${scenario.name} at ${place.conversations}: ${rows} rows instead of ${scenario.rows}`);
  const screens = openScreens(place.database, scenario.inboxes);
  return {
    pages: await countPages(place, statements),
    ours: () => scenario.query(screens, place.deep),
    async bare() {
      for (const { text, values } of statements)
        await place.bare.query(text, values ? [...values] : undefined);
    },
  };
}

/** Pages of 8 KiB that the statements read, cached or not: the work, independent of other load. */
async function countPages({ bare }: Place, statements: readonly Statement[]): Promise<number> {
  let pages = 0;
  for (const { text, values = [] } of statements) {
    const { rows } = await bare.query(`explain (analyze, buffers, format json) ${text}`, [...values]);
    const { Plan } = rows[0]["QUERY PLAN"][0];
    pages += Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
  }
  return pages;
}

function pagesLine({ name }: Scenario, pages: readonly number[]): Line {
  const [least, most] = [pages[0] ?? Number.NaN, pages.at(-1) ?? Number.NaN];
  const growth = most / least;
  return {
    name: `list-${name}-pages`,
    ours: most,
    bare: least,
    ratio: { median: growth, min: growth, max: growth },
    unit: "pages",
    target: `≤ ${PAGES_GROWTH_MAX}`,
    isVoid: false,
  };
}

function rowsOf(answer: unknown): number | null {
  const isPage =
    typeof answer === "object" && answer !== null && "data" in answer && Array.isArray(answer.data);
  return isPage ? (answer.data as unknown[]).length : null; // isPage has checked it
}

/** Each side's median time in ms, one query of each in turn, so that other load affects all. */
async function inTurns<K extends string>(
  sides: Record<K, () => Promise<unknown>>,
  queries: number,
): Promise<Record<K, number>> {
  const names = Object.keys(sides) as K[]; // exactly its keys
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let i = 0; i < queries; i++)
    for (const name of names) {
      const began = performance.now();
      await sides[name]();
      times.get(name)?.push(performance.now() - began);
    }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>; // of all names
}

function lineOf({ name }: Scenario, conversations: number, rounds: readonly Round[]): Line {
  return {
    name: `list-${name}-${conversations}`,
    ours: round2(median(rounds.map(({ ours }) => ours))),
    bare: round2(median(rounds.map(({ bare }) => bare))),
    ratio: spread(rounds.map(({ ours, bare }) => ours / bare)),
    unit: "ms",
    target: `≤ ${BARE_MAX.toFixed(2)}`,
    mostRatio: BARE_MAX,
    isVoid: Math.abs(median(rounds.map(({ bare, bareAgain }) => bareAgain / bare)) - 1) > NOISE_MAX,
  };
}

const spread = (ratios: readonly number[]): Line["ratio"] => ({
  median: median(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
});

const round2 = (ms: number): number => Math.round(ms * 100) / 100;

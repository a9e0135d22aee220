import { randomBytes } from "node:crypto";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, type RoleEnv, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, type Product, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare, type Line, median } from "@/bench/lib/report";
import { BARE_SEQUENCE, bulkData } from "@/bench/ticks/data";
import type { TripsAnswer, TripsQuestion } from "./count-trips";
import { openDoors } from "./doors";
import { groupData } from "./groups";
import type { LoadAnswer, LoadQuestion } from "./load";
import { BARE_DISPLAY_ID, FOUND_DATA, LONG_DATA, OPERATIONS, type OperationName } from "./operations";
import { costOf, createRounds, type Measuring, type Rounds, type Side, settled } from "./rounds";

/** The ratio wanted, and the one reached so far: the gate compares with the lesser. */
const RATIOS: Readonly<Record<OperationName, { target: number; reached: number }>> = {
  reply: { target: 0.35, reached: 0.35 },
  "known-customer": { target: 0.35, reached: 0.35 },
  "new-customer": { target: 0.3, reached: 0.24 },
  status: { target: 0.35, reached: 0.35 },
  list: { target: 0.5, reached: 0.5 },
  thread: { target: 0.5, reached: 0.5 },
  conversation: { target: 0.5, reached: 0.34 },
  note: { target: 0.35, reached: 0.33 },
  assign: { target: 0.35, reached: 0.16 },
  "screen-reply": { target: 0.3, reached: 0.09 },
  "screen-resolve": { target: 0.3, reached: 0.12 },
  "screen-list": { target: 0.5, reached: 0.35 },
  "screen-thread": { target: 0.5, reached: 0.31 },
  "wukongim-send": { target: 0.5, reached: 0.44 },
  "wukongim-send-c64": { target: 0.5, reached: 0.5 },
  "wukongim-history": { target: 0.5, reached: 0.37 },
  "wukongim-conversations": { target: 0.5, reached: 0.4 },
  search: { target: 0, reached: 0 },
};
/** Messages in the tables, requests of a round to the product and to the baseline, and rounds. */
const SIZES = {
  tiny: { messages: 4_000, requests: 20, bareRequests: 20, rounds: 1 },
  short: { messages: 40_000, requests: 250, bareRequests: 1_500, rounds: 3 },
  long: { messages: 400_000, requests: 2_000, bareRequests: 20_000, rounds: 5 },
};
/** Requests of which round trips are counted, one after the other. */
const COUNTED_REQUESTS = 20;
/** Lets Postgres count its statements. */
const COUNTED = { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track": "top" };
/** Only these operations, separated by commas; absent = all. */
const ONLY = process.env["OPERATIONS"]?.split(",");

/**
 * What agents, integrators and WuKongIM's backends do all day over /v1, screens' procedures and actions, and /wukongim, each against
 * node:http with one statement that writes or reads the same rows.
 */
export const commands: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("commands");
  const isCounted = scale !== "tiny"; // a smoke run shares a Postgres that does not count
  const postgres = await startPostgres(place.dataDir, isCounted ? COUNTED : {});
  const closers: (() => Promise<unknown>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const [token, secret] = [randomBytes(24).toString("base64url"), randomBytes(32).toString("base64url")];
    const roles = await postgres.create("ours");
    const [oursUrl, bareUrl] = [postgres.urlOf("ours"), postgres.urlOf("bare")];
    const secrets = { ADMIN_API_TOKEN: token, AUTH_SECRET: secret };
    const env = { ...roles, ...secrets, DATA_DIR: place.dataDir, LOG_LEVEL: "warn" };
    await (await startReadyProduct(env)).stop();
    for (const data of [bulkData(size.messages), LONG_DATA, FOUND_DATA, groupData(size.messages)])
      await execute(oursUrl, data);
    await postgres.execute("create database bare template ours");
    await execute(bareUrl, BARE_SEQUENCE);
    await execute(bareUrl, BARE_DISPLAY_ID);
    if (isCounted) await postgres.execute("create extension pg_stat_statements");

    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const bareServer = startChild<{ databaseUrl: string }, { port: number; pid: number }>(
      new URL("./bare-server.ts", import.meta.url),
    );
    closers.push(() => bareServer.stop());
    const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(() => load.stop());
    const bare = await bareServer.request({ databaseUrl: bareUrl });
    const sides = { ours: sideOf(oursUrl, product), bare: { url: bareUrl, ...bare } };
    const doors = await openDoors({ token, secret });
    const on = { load, doors, sides, size, postgres, isCounted };
    const rounds = createRounds(on);
    const result = await measure(on, rounds);
    await product.stop();
    const counter = startChild<TripsQuestion, TripsAnswer>(new URL("./count-trips.ts", import.meta.url));
    closers.push(() => counter.stop());
    const counted = await startCounted(counter, env);
    closers.push(() => counted.stop());
    on.sides.ours = sideOf(oursUrl, counted);
    const trips = await countTrips(on, rounds, counter);
    return { ...result, faults: rounds.faults, detail: { ...result.detail, trips } };
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

const sideOf = (url: string, product: Product): Side => ({
  url,
  port: Number(new URL(product.url).port),
  pid: product.pid,
});

const measured = (): readonly OperationName[] =>
  (Object.keys(OPERATIONS) as OperationName[]) // the keys of the table
    .filter((name) => ONLY?.includes(name) ?? true);

const rateOf = ({ requests, seconds }: LoadAnswer) => requests / seconds;

async function measure(on: Measuring, { run }: Rounds): Promise<Pick<BenchResult, "lines" | "detail">> {
  const lines: Line[] = [];
  const detail: Record<string, unknown> = { size: on.size };
  for (const name of measured()) {
    await run(name, "ours");
    const cost = await costOf(on, () => run(name, "ours"));
    const alone = await run(name, "ours", { connections: 1 });
    const ours = async () => rateOf(await run(name, "ours"));
    const rounds = on.size.rounds;
    const isCompared = OPERATIONS[name].statement !== null;
    const compared = isCompared
      ? await compare({ ours, bare: async () => rateOf(await run(name, "bare")), rounds })
      : await withoutBaseline(ours, rounds);
    lines.push(lineOf(name, compared));
    detail[name] = { compared, ...cost, p50AloneMs: alone.p50 };
  }
  return { lines, detail };
}

type Measured = Pick<Line, "ours" | "bare" | "ratio" | "isVoid">;

function lineOf(name: OperationName, { ours, bare, ratio, isVoid }: Measured): Line {
  const { target, reached } = RATIOS[name];
  const gate = ratio ? { target: `≥ ${target}`, leastRatio: target, reachedRatio: reached } : { target: "–" };
  return { name: `commands-${name}`, ours, bare, ratio, unit: "/s", ...gate, isVoid };
}

async function withoutBaseline(ours: () => Promise<number>, rounds: number): Promise<Measured> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) rates.push(await ours());
  return { ours: Math.round(median(rates)), bare: null, ratio: null, isVoid: false };
}

/** Starts the product again; what it does for callers reaches Postgres through the counter. */
async function startCounted(counter: Child<TripsQuestion, TripsAnswer>, env: ProductStart): Promise<Product> {
  const url = new URL(env.DATABASE_URL);
  const { port } = await counter.request({ kind: "open", port: Number(url.port) });
  url.port = String(port);
  return startReadyProduct({ ...env, DATABASE_URL: url.href });
}
type ProductStart = Parameters<typeof startReadyProduct>[0] & RoleEnv;

/** The round trips between the product and Postgres of one request for its caller. */
async function countTrips(on: Measuring, { run }: Rounds, counter: Child<TripsQuestion, TripsAnswer>) {
  const counts: Partial<Record<OperationName, number>> = {};
  const one = { connections: 1, count: COUNTED_REQUESTS };
  for (const name of measured()) {
    await run(name, "ours", one);
    const before = await counter.request({ kind: "count" });
    await run(name, "ours", one);
    const after = await counter.request({ kind: "count" });
    await settled(on.sides.ours.url);
    counts[name] = (after.trips - before.trips) / COUNTED_REQUESTS;
  }
  return counts;
}

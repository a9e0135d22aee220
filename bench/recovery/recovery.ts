import pg from "pg";
import { execute, makeFolder, queryOne } from "@/bench/lib/postgres";
import { buildProduct, isHealthy } from "@/bench/lib/product";
import { type Bench, type BenchResult, median } from "@/bench/lib/report";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { createRandom, type Random } from "@/server/setup/demo/random";
import type { Promised } from "./load";
import { openWorld, postgresOf, verify, type World } from "./verify";

const VICTIMS = ["node", "postgres", "both"] as const;
type Victim = (typeof VICTIMS)[number];

const SIZES = {
  tiny: { kills: 1, bareKills: 1 },
  short: { kills: 3, bareKills: 2 },
  long: { kills: 20, bareKills: 5 },
};
/** Acknowledged sends and receipts between two crashes. */
const WORK_BETWEEN = 150;
const TARGET_SECONDS = 5;
/** Later than the greater of the two is wrong: half above the target, or so many times Postgres alone on a busy machine. */
const GATE = { seconds: TARGET_SECONDS * 1.5, timesBare: 6 };

/**
 * B13: the product under ticks and sends is killed (node, Postgres, both) and must take writes again within 5 s, with
 * nothing acknowledged lost and nothing doubled; log, stream and tables must agree at the end.
 */
export const recovery: Bench = async ({ scale, isSabotaged, seed }) => {
  const size = SIZES[scale];
  const random = createRandom(seed);
  await buildProduct();
  const place = makeFolder("recovery");
  const closers: (() => Promise<void>)[] = [async () => place.remove()];
  try {
    const world = await openWorld(place.dataDir, seed, closers);
    const victims = Array.from({ length: size.kills }, (_, i) => VICTIMS[i % VICTIMS.length] ?? "both");
    const outages: Outage[] = [];
    for (const victim of victims.sort(() => random.next() - 0.5)) {
      await workFor(world, random);
      if (isSabotaged && outages.length === 0) await deleteOutboxRow(world.databaseUrl());
      outages.push(await kill(world, victim));
    }
    await workFor(world, random);
    const faults = await finish(world);
    const bare = await measureBare(place.dataDir, size.bareKills);
    return result({ outages, faults, bare, seed, promised: world.promised });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

/** Waits for acknowledged work, so that every crash hits a busy system at a random moment. */
async function workFor({ load }: World, random: Random): Promise<void> {
  const done = ({ sends, receipts }: Promised) => sends.length + receipts;
  const from = done(await load.request({ kind: "progress" }));
  const enough = from + WORK_BETWEEN + random.between(0, WORK_BETWEEN);
  const isDone = await waitUntil(async () => done(await load.request({ kind: "progress" })) >= enough, {
    withinMs: 60_000,
    everyMs: 10,
  });
  if (!isDone) throw new Error("the load makes no progress");
}

type Outage = { victim: Victim; seconds: number };

/** Kills the victim, restarts node if it was killed, and waits until writes succeed and /health answers 200. */
async function kill(world: World, victim: Victim): Promise<Outage> {
  const postgres = postgresOf(world.dataDir).pid;
  const began = performance.now();
  if (victim !== "postgres") world.product.kill();
  if (victim !== "node") process.kill(postgres, "SIGKILL");
  if (victim !== "postgres") {
    await world.product.ended;
    world.product = world.start();
  }
  const isBack = async () => (await takesWrites(world)) && (await isHealthy(world.url));
  if (!(await waitUntil(isBack, { withinMs: 60_000 })))
    throw new Error(`nothing came back after ${victim} was killed`);
  return { victim, seconds: (performance.now() - began) / 1000 };
}

let writes = 0;
async function takesWrites({ url, token }: World): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: `Probe ${writes++}` });
  const answer = await fetch(`${url}/v1/contacts`, {
    method: "POST",
    headers,
    body,
    signal: AbortSignal.timeout(2000),
  }).catch(() => undefined);
  return answer?.status === 201;
}

/** Ends the load, waits until log and readers have caught up, verifies them, stops the product. */
async function finish(world: World): Promise<string[]> {
  const promised = await world.load.request({ kind: "stop" });
  world.promised = promised;
  const last = () => world.events.seen.at(-1)?.seq ?? 0;
  const isLevel = async () => {
    const head = await headOf(world);
    return last() >= head && (world.stream.seen.at(-1)?.seq ?? 0) >= head;
  };
  const isCaughtUp = await waitUntil(isLevel, { withinMs: 30_000, everyMs: 100 });
  await Promise.all([world.events.stop(), world.stream.stop()]);
  const faults = await verify({
    promised,
    events: world.events.seen,
    streamed: world.stream.seen,
    databaseUrl: world.databaseUrl(),
  });
  await world.product.stop();
  return [
    ...(isCaughtUp ? [] : ["log or stream did not catch up within 30 s"]),
    ...world.stream.faults,
    ...world.events.faults,
    ...faults,
  ];
}

/** The number of the last event; infinite while the outbox has rows. */
async function headOf(world: World): Promise<number> {
  const { waiting, head } = await queryOne<{ waiting: number; head: number }>(
    world.databaseUrl(),
    "select (select count(*)::int from outbox) as waiting, last_seq::int as head from account_head where account_id = 1",
  );
  return waiting > 0 ? Number.POSITIVE_INFINITY : head;
}

type Outcome = {
  outages: Outage[];
  faults: string[];
  bare: number[];
  seed: number;
  promised: Promised | null;
};

function result({ outages, faults, bare, seed, promised }: Outcome): BenchResult {
  const seconds = outages.map((outage) => outage.seconds);
  const alone = median(bare);
  const lines = VICTIMS.flatMap((victim) => {
    const own = outages.filter((outage) => outage.victim === victim).map((outage) => outage.seconds);
    if (own.length === 0) return [];
    const ratios = own.map((one) => one / alone);
    const ratio = { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
    const worst = Math.round(Math.max(...own) * 100) / 100;
    return [
      {
        name: `recovery-${victim}`,
        ours: worst,
        bare: Math.round(alone * 100) / 100,
        ratio,
        unit: "s (worst)",
        target: `≤ ${TARGET_SECONDS} s`,
        isVoid: false,
      },
    ];
  });
  const gate = Math.max(GATE.seconds, GATE.timesBare * alone);
  const late = outages.filter((outage) => outage.seconds > gate);
  const slow = late.map(
    ({ victim, seconds: took }) => `took ${took.toFixed(1)} s after ${victim} was killed`,
  );
  const counts = promised && { sends: promised.sends.length, receipts: promised.receipts };
  return { lines, faults: [...faults, ...slow], detail: { seed, outages, bare, seconds, counts } };
}

/**
 * Deletes one event between its commit and its stamp, as a bug in the relay would. Takes the relay's lock meanwhile, so
 * that there is an event to delete.
 */
async function deleteOutboxRow(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select 1 from relay_state where id = 1 for update");
    const isDeleted = async () => {
      const { rowCount } = await client.query(
        "delete from outbox where id = (select id from outbox where resource_type = 'message' order by id limit 1)",
      );
      return rowCount === 1;
    };
    if (!(await waitUntil(isDeleted, { withinMs: 20_000 })))
      throw new Error("nothing to delete: the load writes nothing");
    await client.query("commit");
  } finally {
    await client.end();
  }
}

const ROWS = 5_000;

/**
 * How long Postgres alone takes on the same data: killed after some writes, started again by the product's supervisor, polled
 * until it answers. In seconds, one per kill.
 */
async function measureBare(dataDir: string, kills: number): Promise<number[]> {
  const postgres = await startEmbeddedPostgres(dataDir);
  try {
    await execute(postgres.urls.owner, "create table bare (n int)");
    const seconds: number[] = [];
    for (let i = 0; i < kills; i++) {
      await execute(postgres.urls.owner, `insert into bare select generate_series(1, ${ROWS})`);
      const began = performance.now();
      const killed = postgres.pid();
      process.kill(killed, "SIGKILL");
      const answers = () =>
        execute(postgres.urls.owner, "insert into bare values (0)").then(
          () => postgres.pid() !== killed,
          () => false,
        );
      if (!(await waitUntil(answers, { withinMs: 60_000 })))
        throw new Error("Postgres alone did not come back");
      seconds.push((performance.now() - began) / 1000);
    }
    return seconds;
  } finally {
    await postgres.stop();
  }
}

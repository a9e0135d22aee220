import { randomBytes } from "node:crypto";
import { type Child, startChild } from "@/bench/lib/child";
import { cpuSeconds, postgresSeconds } from "@/bench/lib/cpu";
import { type BenchPostgres, execute, makeFolder, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import type { Bench, BenchResult, Line } from "@/bench/lib/report";
import { atMost, comparedLine } from "@/bench/live/readers";
import { agents } from "@/bench/live/scene";
import { sessionCookie } from "@/bench/recovery/readers";
import { bulkData, PER_CONVERSATION } from "@/bench/ticks/data";
import type { BareQuestion } from "./bare-server";
import type { LoadAnswer, LoadQuestion } from "./load";
import { bareLog, type MeasuredLog, productLog } from "./log";
import type { ReadersAnswer, ReadersQuestion } from "./readers";

const SIZES = {
  tiny: { readers: 5, conversations: 20, perSecond: 50, seconds: 1.2, warmUpSeconds: 0.2, partSeconds: 0 },
  short: { readers: 200, conversations: 104, perSecond: 100, seconds: 10, warmUpSeconds: 2, partSeconds: 5 },
  long: { readers: 200, conversations: 104, perSecond: 100, seconds: 60, warmUpSeconds: 5, partSeconds: 20 },
};
type Size = (typeof SIZES)["short"];

/** The greatest p99 of writes, in milliseconds. */
export const P99_MS_MAX = 250;
/**
 * A plain server needs 15 to 35 ms on two cores that do nothing else. When it is this late, the machine was too busy to
 * compare.
 */
const BARE_P99_MS_MAX = 75;
/** Late frames are waited for this long before they count as lost. */
const WITHIN_MS = 15_000;
/** The agents' ids in `agents`. */
const FIRST_AGENT = 1_000;

/** One measurement: the writes' latencies and the readers'. */
export type Measured = { load: LoadAnswer; readers: ReadersAnswer; events: number; cpu: CpuSeconds };
/** Processor time of the server, and of its Postgres. */
type CpuSeconds = { server: number; postgres: number };

/**
 * A hundred writes a second on a hundred conversations, with a bulk operation over all of them every second and two hundred
 * streams of everything; against a plain server that inserts a row per event and sends as many bytes to as many responses.
 */
export const crowd: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("crowd");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const scene = await openScene(postgres, place.dataDir, size, closers);
    await scene.measure({ readers: size.readers, seconds: size.warmUpSeconds, hasBulk: true });
    const parts = size.partSeconds === 0 ? null : await measureParts(scene, size);
    const ours = await scene.measure({ readers: size.readers, seconds: size.seconds, hasBulk: true });
    await scene.stopProduct();
    const bare = await scene.measureBare(ours);
    return toResult(size, { ours, bare, parts });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Phase = {
  readers: number;
  seconds: number;
  hasBulk: boolean;
  /**
   * Without it, every event must reach every reader. With it, those that agents may not see (alerts, for example) need
   * not, and a stream that is further behind than the product replays may be reset.
   */
  isOverload?: boolean;
};
type Scene = {
  measure(phase: Phase): Promise<Measured>;
  /** The product's process. */
  pid: number;
  stopProduct(): Promise<void>;
  measureBare(like: Measured): Promise<Measured>;
};

/** Where the latency comes from: the same load without bulk operations, without readers, without both. */
async function measureParts({ measure }: Scene, { readers, partSeconds: seconds }: Size) {
  return {
    "without-both": await measure({ readers: 0, seconds, hasBulk: false }),
    "without-bulk": await measure({ readers, seconds, hasBulk: false }),
    "without-readers": await measure({ readers: 0, seconds, hasBulk: true }),
  };
}

/** The built product with one account of so many agents and conversations; load and readers in processes of their own. */
export async function openScene(
  postgres: BenchPostgres,
  dataDir: string,
  size: Pick<Size, "readers" | "conversations" | "perSecond" | "seconds">,
  closers: (() => Promise<void>)[],
): Promise<Scene> {
  const [token, secret] = [randomBytes(24).toString("base64url"), randomBytes(32).toString("base64url")];
  const roles = await postgres.create("ours");
  const database = postgres.urlOf("ours");
  const env = { ...roles, DATA_DIR: dataDir, ADMIN_API_TOKEN: token, AUTH_SECRET: secret };
  const product = await startReadyProduct(env);
  closers.push(product.stop);
  const messages = size.conversations * PER_CONVERSATION;
  await execute(database, bulkData(messages) + agents(size.readers) + AFTER_DATA);

  const userIds = Array.from({ length: size.readers }, (_, i) => FIRST_AGENT + i);
  const cookies = await Promise.all(userIds.map((userId) => sessionCookie(userId, secret)));
  const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
  const readers = startChild<ReadersQuestion, ReadersAnswer>(new URL("./readers.ts", import.meta.url));
  closers.push(load.stop, readers.stop);
  const pending = Array.from({ length: messages }, (_, i) => i + 1);
  const question = { token, conversations: size.conversations, pending, perSecond: size.perSecond };
  const both = { load, readers };
  const cpu = async (pid: number) => ({ server: cpuSeconds(pid), postgres: await postgresSeconds(database) });
  const ours = {
    ...question,
    url: product.url,
    log: productLog(database),
    cpu: () => cpu(product.pid),
  };
  return {
    measure: (phase) => measureAt(both, ours, { ...phase, cookies: cookies.slice(0, phase.readers) }),
    pid: product.pid,
    stopProduct: product.stop,
    async measureBare(like) {
      await postgres.execute("create database bare");
      const bare = startChild<BareQuestion, { port: number; pid: number }>(
        new URL("./bare-server.ts", import.meta.url),
      );
      closers.push(bare.stop);
      const eventBytes = Math.round(like.readers.bytes / size.readers / like.events);
      const databaseUrl = postgres.urlOf("bare");
      const bulkEvents = size.conversations;
      const { port, pid } = await bare.request({ databaseUrl, eventBytes, bulkEvents });
      const url = `http://127.0.0.1:${port}`;
      const at = {
        ...question,
        url,
        log: bareLog(databaseUrl),
        cpu: () => cpu(pid),
      };
      return measureAt(both, at, { readers: size.readers, seconds: size.seconds, hasBulk: true, cookies });
    },
  };
}

/** The data's ids are its own: those of new messages come after them. */
const AFTER_DATA = `select setval(pg_get_serial_sequence('message', 'id'), (select max(id) from message));`;

type Children = { load: Child<LoadQuestion, LoadAnswer>; readers: Child<ReadersQuestion, ReadersAnswer> };
type Target = Omit<LoadQuestion, "seconds" | "hasBulk"> & {
  log: MeasuredLog;
  cpu(): Promise<CpuSeconds>;
};

/** Opens the streams, sends the load, and waits until every stream has everything. */
async function measureAt(
  { load, readers }: Children,
  { log, cpu, ...target }: Target,
  { seconds, hasBulk, isOverload = false, cookies }: Phase & { cookies: string[] },
): Promise<Measured> {
  const after = await log.lastSeq();
  await readers.request({ kind: "open", url: target.url, cookies, after, cursor: await log.cursor(after) });
  await readers.request({ kind: "begin" });
  const before = await cpu();
  const sent = await load.request({ ...target, seconds, hasBulk });
  const last = await log.lastSeq();
  const read = await readers.request({
    kind: "finish",
    lastSeq: last,
    due: sent.due,
    withinMs: WITHIN_MS,
    hidden: isOverload ? await log.hidden(after) : [],
    mayReset: isOverload,
  });
  const { server, postgres } = await cpu();
  await readers.request({ kind: "close" });
  const used = { server: server - before.server, postgres: postgres - before.postgres };
  return { load: { ...sent, due: [] }, readers: read, events: last - after, cpu: used };
}

type All = { ours: Measured; bare: Measured; parts: Record<string, Measured> | null };

function toResult(size: Size, { ours, bare, parts }: All): BenchResult {
  const unit = "ms";
  const isVoid = bare.load.p99 > BARE_P99_MS_MAX;
  const p99 = { name: "crowd-writes-p99", ours: ours.load.p99, bare: bare.load.p99, unit };
  const lines: Line[] = [
    comparedLine({ name: "crowd-writes-p50", ours: ours.load.p50, bare: bare.load.p50, unit }),
    atMost(P99_MS_MAX, { ...p99, isVoid }),
    comparedLine({ name: "crowd-delivery-p50", ours: ours.readers.p50, bare: bare.readers.p50, unit }),
    comparedLine({ name: "crowd-delivery-p99", ours: ours.readers.p99, bare: bare.readers.p99, unit }),
  ];
  for (const of of ["server", "postgres"] as const) {
    const name = `crowd-cpu-a-write-${of}`;
    lines.push(comparedLine({ name, ours: cpuMsOf(ours, of), bare: cpuMsOf(bare, of), unit: "ms" }));
  }
  for (const [name, part] of Object.entries(parts ?? {})) {
    lines.push(comparedLine({ name: `crowd-${name}-p99`, ours: part.load.p99, bare: null, unit }));
    lines.push(comparedLine({ name: `crowd-${name}-cpu`, ours: cpuMsOf(part, "server"), bare: null, unit }));
  }
  const faults = [
    ...faultsOf("ours", ours),
    ...faultsOf("bare", bare),
    ...Object.entries(parts ?? {}).flatMap(([name, part]) => faultsOf(name, part)),
  ];
  if (ours.load.answered !== Math.round(size.perSecond * size.seconds))
    faults.push(`${ours.load.answered} writes were answered well`);
  return { lines, faults, detail: { size, ours, bare, parts } };
}

/** Processor time per write, with its part of the bulk operations and the fan-out. */
const cpuMsOf = ({ cpu, load }: Measured, of: keyof CpuSeconds): number => (cpu[of] * 1000) / load.answered;

/** What was answered or read wrongly in a measurement. */
export const faultsOf = (name: string, { load, readers }: Measured): string[] =>
  [...load.failures, ...readers.faults].map((fault) => `${name}: ${fault}`);

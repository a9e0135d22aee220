import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { type Bench, type BenchResult, compare, type Line } from "@/bench/lib/report";
import { BARE_SEQUENCE, bulkData, PER_GROUP, WRITTEN, type Written } from "./data";
import type { LoadAnswer, LoadQuestion } from "./load";
import { openSockets, PAIRS } from "./sockets";

const TARGET = 0.5;
/** Of messages over WebSockets: until the other member has each. */
const SOCKET_TARGET = 0.3;
const CONNECTIONS = 32;
/** Readers, fewer than the pool has connections: a page's time is to be its own. */
const READERS = 8;

/** Groups of a thousand messages, requests per round, messages per round of each writer over a WebSocket, and rounds. */
const SIZES = {
  tiny: { groups: 20, sends: 200, pages: 200, frames: 10, rounds: 1 },
  short: { groups: 200, sends: 1_500, pages: 1_500, frames: 60, rounds: 5 },
  long: { groups: 1_000, sends: 8_000, pages: 8_000, frames: 150, rounds: 5 },
};

/**
 * Durable messages a second by WuKongIM's API and over its WebSocket, and the p99 of a page of history, against one bare
 * statement each.
 */
export const wukongim: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("wukongim");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const token = randomBytes(24).toString("base64url");
    const env = { ...(await postgres.create("ours")), DATA_DIR: place.dataDir, ADMIN_API_TOKEN: token };
    const first = await startReadyProduct(env); // creates tables and account
    await first.stop();
    await execute(postgres.urlOf("ours"), bulkData(size.groups));
    await postgres.execute("create database bare template ours");
    await execute(postgres.urlOf("bare"), BARE_SEQUENCE);

    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const bareServer = startChild<{ databaseUrl: string }, { port: number }>(
      new URL("./bare-server.ts", import.meta.url),
    );
    closers.push(() => bareServer.stop());
    const load = startChild<LoadQuestion, LoadAnswer>(new URL("./load.ts", import.meta.url));
    closers.push(() => load.stop());
    const { port } = await bareServer.request({ databaseUrl: postgres.urlOf("bare") });
    const ports = { ours: Number(new URL(product.url).port), bare: port };
    const faults: string[] = [];
    const { url } = product;
    const bareDatabase = postgres.urlOf("bare");
    const sockets = await openSockets({ url, token, bareDatabase, messages: size.frames, faults });
    closers.push(() => sockets.stop());
    return await measure({ load, sockets, token, ports, size, faults, database: postgres.urlOf("ours") });
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Measuring = {
  load: Child<LoadQuestion, LoadAnswer>;
  sockets: Awaited<ReturnType<typeof openSockets>>;
  faults: string[];
  token: string;
  ports: Record<"ours" | "bare", number>;
  size: (typeof SIZES)["short"];
  /** Of the product. */
  database: string;
};

async function measure(measuring: Measuring): Promise<BenchResult> {
  const { load, sockets, token, ports, size, faults, database } = measuring;
  let rounds = 0;
  let sent = 0;

  async function round(side: "ours" | "bare", kind: LoadQuestion["kind"]): Promise<LoadAnswer> {
    rounds += 1;
    const connections = kind === "send" ? CONNECTIONS : READERS;
    const requests = kind === "send" ? size.sends : size.pages;
    const common = { kind, token, connections, requests, groups: size.groups, round: rounds };
    const done = await load.request({ ...common, port: ports[side] });
    if (side === "ours" && kind === "send") sent += requests;
    if (done.right !== requests)
      faults.push(`${side} ${kind}: ${done.right} of ${requests} answers were right`);
    faults.push(...done.failures.map((failure) => `${side} ${kind}: ${failure}`));
    return done;
  }
  const rateOf = async (side: "ours" | "bare") => {
    const { requests, seconds } = await round(side, "send");
    return requests / seconds;
  };
  /** More is better: pages a second of one reader, at its 99th percentile. */
  const speedOf = async (side: "ours" | "bare") => 1000 / (await round(side, "sync")).p99;

  for (const kind of ["send", "sync"] as const) await round("ours", kind); // warms both up
  for (const kind of ["send", "sync"] as const) await round("bare", kind);
  for (const side of ["ours", "ours in packets", "bare"] as const) await sockets.rateOf(side);
  const [sends, pages, frames, packets] = [
    await compare({ ours: () => rateOf("ours"), bare: () => rateOf("bare"), rounds: size.rounds }),
    await compare({ ours: () => speedOf("ours"), bare: () => speedOf("bare"), rounds: size.rounds }),
    await compare({
      ours: () => sockets.rateOf("ours"),
      bare: () => sockets.rateOf("bare"),
      rounds: size.rounds,
    }),
    await compare({
      ours: () => sockets.rateOf("ours in packets"),
      bare: () => sockets.rateOf("bare"),
      rounds: size.rounds,
    }),
  ];
  sent += sockets.sent();
  faults.push(...(await compareWritten(database, { before: size.groups * PER_GROUP, sent })));
  const gate = { target: `≥ ${TARGET}`, leastRatio: TARGET };
  const socketGate = { target: `≥ ${SOCKET_TARGET}`, leastRatio: SOCKET_TARGET };
  const lines: Line[] = [
    { name: `wukongim-send-c${CONNECTIONS}`, ...shown(sends), unit: "/s", ...gate },
    { name: "wukongim-messagesync-at-p99", ...shown(pages), unit: "/s", ...gate },
    { name: `wukongim-socket-p${PAIRS}`, ...shown(frames), unit: "/s", ...socketGate },
    { name: `wukongim-packets-p${PAIRS}`, ...shown(packets), unit: "/s", ...socketGate },
  ];
  return { lines, faults, detail: { size, sends, pages, frames, packets } };
}

const shown = ({ ours, bare, ratio, isVoid }: Awaited<ReturnType<typeof compare>>) => ({
  ours,
  bare,
  ratio,
  isVoid,
});

/** Every answered message is a row in the history with a payload and one event. */
async function compareWritten(
  database: string,
  { before, sent }: { before: number; sent: number },
): Promise<string[]> {
  for (;;) {
    const { waiting, messages, payloads, events } = await queryOne<Written>(database, WRITTEN);
    if (waiting > 0) {
      await sleep(20);
      continue;
    }
    const expected = { messages: before + sent, payloads: before + sent, events: sent };
    const written = { messages, payloads, events };
    return (["messages", "payloads", "events"] as const).flatMap((what) =>
      written[what] === expected[what]
        ? []
        : [`${written[what]} ${what} are there, ${expected[what]} were to be`],
    );
  }
}

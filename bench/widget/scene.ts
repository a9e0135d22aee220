import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "@/bench/lib/child";
import { cpuSeconds } from "@/bench/lib/cpu";
import { makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { sessionCookie } from "@/bench/recovery/readers";
import { ANY_VIEW } from "@/server/contract/conversation/view";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { BareAnswer, BareQuestion } from "./bare-server";
import type { VisitorsAnswer, VisitorsQuestion } from "./visitors";

const NODE_OPTIONS = `--expose-gc --require ${fileURLToPath(new URL("../live/gc-on-signal.cjs", import.meta.url))}`;
/** What an agent's window with the list of open conversations reads. */
const TOPICS = { views: [{ ...ANY_VIEW, status: "open" }], conversations: [], counters: true };
const GC_WITHIN_MS = 10_000;

/** A server with visitors, whichever it is. */
export type Scene = {
  url: string;
  identifier: string;
  cookie: string;
  token: string;
  topics: object | null;
  visitors: Child<VisitorsQuestion, VisitorsAnswer>;
  displayIds(): Promise<Record<number, number>>;
  /** After a full collection, in bytes: heap and buffers, and everything resident. */
  memory(): Promise<{ heap: number; resident: number }>;
  /** Processor time that the server's process has used. */
  cpuSeconds(): number;
};

/** Runs the work against the built product with an inbox of the channel widget, and stops all of it. */
export async function withProduct<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  await buildProduct();
  const place = makeFolder("widget");
  const closers: (() => Promise<unknown>)[] = [async () => place.remove()];
  try {
    const postgres = await startPostgres(place.dataDir);
    closers.push(() => postgres.stop());
    const [token, secret] = [randomBytes(24).toString("base64url"), randomBytes(32).toString("base64url")];
    await postgres.execute("create database ours");
    const database = postgres.urlOf("ours");
    const product = await startReadyProduct({
      DATABASE_URL: database,
      DATA_DIR: place.dataDir,
      ADMIN_API_TOKEN: token,
      AUTH_SECRET: secret,
      LOG_LEVEL: "warn",
      NODE_OPTIONS,
    });
    closers.push(() => product.stop());
    const { url, pid } = product;
    const visitors = startVisitors();
    closers.push(() => visitors.stop());
    return await work({
      url,
      identifier: await createInbox(url, token),
      cookie: await sessionCookie(1, secret),
      token,
      topics: TOPICS,
      visitors,
      memory: () => memoryOf(url, pid),
      cpuSeconds: () => cpuSeconds(pid),
      displayIds: async () =>
        (
          await queryOne<{ ids: Record<number, number> }>(
            database,
            "select coalesce(json_object_agg(id, display_id), '{}') as ids from conversation",
          )
        ).ids,
    });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** The same against the baseline. */
export async function withBare<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  const bare = startChild<BareQuestion, BareAnswer>(new URL("./bare-server.ts", import.meta.url));
  const visitors = startVisitors();
  try {
    const { port, pid } = await bare.request({ kind: "listen" });
    return await work({
      url: `http://127.0.0.1:${port}`,
      identifier: "bare",
      cookie: "",
      token: "",
      topics: null,
      visitors,
      memory: () => bare.request({ kind: "memory" }),
      cpuSeconds: () => cpuSeconds(pid),
      displayIds: async () => ({}),
    });
  } finally {
    await visitors.stop();
    await bare.stop();
  }
}

const startVisitors = () =>
  startChild<VisitorsQuestion, VisitorsAnswer>(new URL("./visitors.ts", import.meta.url));

async function createInbox(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}/v1/inboxes`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Website", channel: "widget", settings: { title: "Shop" } }),
  });
  const { identifier }: { identifier?: string } = JSON.parse(await answer.text());
  if (!identifier) throw new Error(`the inbox was answered ${answer.status}`);
  return identifier;
}

/** Waits until the collection has been counted: the signal is handled after what the process does. */
async function memoryOf(url: string, pid: number): Promise<{ heap: number; resident: number }> {
  const text = async () => (await fetch(`${url}/metrics`)).text();
  const read = (from: string, name: string) =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)`, "m").exec(from)?.[1] ?? 0);
  const collections = (from: string) => read(from, 'nodejs_gc_duration_seconds_count\\{kind="major"\\}');
  const before = collections(await text());
  process.kill(pid, "SIGUSR2");
  let now = "";
  await waitUntil(
    async () => {
      now = await text();
      return collections(now) > before;
    },
    { withinMs: GC_WITHIN_MS },
  );
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    heap: read(now, "nodejs_heap_size_used_bytes") + read(now, "nodejs_external_memory_bytes"),
    resident: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
  };
}

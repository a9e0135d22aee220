import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { encode } from "next-auth/jwt";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, type Product, startReadyProduct } from "@/bench/lib/product";
import { bulkData, PER_CONVERSATION } from "@/bench/ticks/data";
import { ANY_VIEW } from "@/server/contract/conversation/view";
import type { ReadersAnswer, ReadersQuestion, Tick } from "./readers";

export const READERS = 1_000;
export const CONVERSATIONS = 400;
const NODE_OPTIONS = `--expose-gc --require ${fileURLToPath(new URL("./gc-on-signal.cjs", import.meta.url))}`;
const SIGNALS = ["sent", "delivered", "read"];
/** The topics of every reader. */
const TOPICS = {
  views: [{ ...ANY_VIEW, status: "open" }],
  conversations: [],
  counters: true,
};

export type Scene = {
  product: Product;
  cookies: string[];
  /** Opens a stream for every reader, on the list of open conversations and the counters. */
  openStreams(): Promise<void>;
  readers: Child<ReadersQuestion, ReadersAnswer>;
  /** Sends ticks about the conversations' last messages, at a fixed rate. */
  tick(perSecond: number, seconds: number): Promise<Tick[]>;
  /** How long a screen's request of one reader takes, in ms. */
  timeList(): Promise<number>;
  /** The product's memory after a full collection, in bytes: heap and buffers, and everything resident. */
  memory(): Promise<{ heap: number; resident: number }>;
  /** Processor time that the product has used, in µs. */
  cpuMicros(): number;
  close(): Promise<void>;
};

/** The built product with an account of so many agents who all view the same list, and their streams. */
export async function openScene(name: string, readersCount: number): Promise<Scene> {
  await buildProduct();
  const place = makeFolder(name);
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  const close = async () => {
    for (const closeOne of closers.reverse()) await closeOne();
  };
  try {
    const [token, secret] = [randomBytes(24).toString("base64url"), randomBytes(32).toString("base64url")];
    await postgres.execute("create database ours");
    const url = postgres.urlOf("ours");
    const env = {
      DATABASE_URL: url,
      DATA_DIR: place.dataDir,
      ADMIN_API_TOKEN: token,
      AUTH_SECRET: secret,
      NODE_OPTIONS,
    };
    await (await startReadyProduct(env)).stop();
    await execute(url, bulkData(CONVERSATIONS * PER_CONVERSATION) + agents(readersCount));
    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const readers = startChild<ReadersQuestion, ReadersAnswer>(new URL("./readers.ts", import.meta.url));
    closers.push(() => readers.stop());
    const userIds = Array.from({ length: readersCount }, (_, i) => 1_000 + i);
    const cookies = await Promise.all(userIds.map((userId) => cookieOf(userId, secret)));
    const openStreams = async () => {
      await readers.request({
        kind: "open",
        url: product.url,
        cookies,
        path: "/api/trpc/live",
        topics: TOPICS,
      });
    };
    return { product, cookies, readers, openStreams, close, ...actionsOf(product, token, cookies) };
  } catch (error) {
    await close();
    throw error;
  }
}

export const agents = (count: number): string => `
  insert into app_user (id, email, name, password_hash, created_at, updated_at)
    select i, 'agent-' || i || '@bench.test', 'Agent ' || i, '-', now(), now()
      from generate_series(1000, ${1000 + count - 1}) i;
  insert into member (account_id, user_id, role, email, created_at, updated_at)
    select 1, i, 'agent', 'agent-' || i || '@bench.test', now(), now() from generate_series(1000, ${1000 + count - 1}) i;
  insert into inbox_member (account_id, user_id, inbox_id)
    select 1, i, 1 from generate_series(1000, ${1000 + count - 1}) i;
  analyze;`;

const cookieOf = async (userId: number, secret: string): Promise<string> =>
  `next-auth.session-token=${await encode({ token: { userId, sessionVersion: 1, signedInAt: Date.now() / 1000 }, secret })}`;

function actionsOf(product: Product, token: string, cookies: readonly string[]) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const port = Number(new URL(product.url).port);
  let sent = 0;

  /** Sends one request and returns the answer's body. */
  function call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: object,
  ): Promise<string> {
    const text = body && JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sending = request(
        {
          agent,
          host: "127.0.0.1",
          port,
          method,
          path,
          headers: { "content-type": "application/json", ...headers },
        },
        (answer) => {
          let body = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
          answer.on("end", () =>
            answer.statusCode === 200
              ? resolve(body)
              : reject(new Error(`${path} ${answer.statusCode} ${body.slice(0, 200)}`)),
          );
        },
      );
      sending.on("error", reject).end(text);
    });
  }

  return {
    async tick(perSecond: number, seconds: number): Promise<Tick[]> {
      const ticks: Tick[] = [];
      const answers: Promise<string>[] = [];
      const began = performance.now();
      for (let i = 0; i < perSecond * seconds; i++) {
        const due = began + (i * 1000) / perSecond;
        while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
        const [conversation, status] = [
          (sent % CONVERSATIONS) + 1,
          SIGNALS[Math.floor(sent / CONVERSATIONS)],
        ];
        if (!status) throw new Error("every message is read already");
        sent += 1;
        const messageId = conversation * PER_CONVERSATION;
        ticks.push({ messageId, status, dueAt: performance.timeOrigin + due });
        const path = `/api/v1/accounts/1/conversations/${conversation}/messages/${messageId}`;
        answers.push(call("PATCH", path, { api_access_token: token }, { status }));
      }
      await Promise.all(answers);
      return ticks;
    },
    async timeList(): Promise<number> {
      const input = encodeURIComponent(JSON.stringify({ json: { status: "open", limit: 50 } }));
      const from = performance.now();
      await call("GET", `/api/trpc/conversations.list?input=${input}`, { cookie: cookies[0] ?? "" });
      return performance.now() - from;
    },
    async memory() {
      process.kill(product.pid, "SIGUSR2");
      await sleep(1_000);
      const text = await call("GET", "/metrics", {});
      const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1]);
      const status = readFileSync(`/proc/${product.pid}/status`, "utf8");
      return {
        heap: read("nodejs_heap_size_used_bytes") + read("nodejs_external_memory_bytes"),
        resident: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
      };
    },
    cpuMicros(): number {
      const [, rest = ""] = readFileSync(`/proc/${product.pid}/stat`, "utf8").split(") ");
      const [user = 0, system = 0] = rest.split(" ").slice(11, 13).map(Number);
      return (user + system) * 10_000; // ticks of 10 ms
    },
  };
}

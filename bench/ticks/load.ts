/** Sends ticks from a separate process: closed loop for rates, open loop (by the clock) for latencies. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { PER_CONVERSATION } from "./data";

export type Target = { kind: "patch" | "receipts" | "bare"; port: number; token: string };

export type LoadQuestion = {
  target: Target;
  connections: number;
  /** The messages to tick, each sent, delivered and read, then one in twenty once more. */
  slice: { from: number; count: number; of: number };
  /** Requests a second at fixed times; null = each connection sends as soon as it has its answer. */
  rate: number | null;
};

export type LoadAnswer = {
  requests: number;
  /** Ticks whose answer reports a change. */
  applied: number;
  failures: string[];
  seconds: number;
  /** Milliseconds, in an open loop since the request was due. */
  p50: number;
  p99: number;
};

type Tick = { id: number; signal: string };

const SIGNALS = ["sent", "delivered", "read"];
/** One message in so many is reported once more, which must change nothing. */
const REPEATED = 20;
/** A prime greater than any number of messages: steps through all of them in a seemingly random order. */
const STEP = 15_485_863;

answerQuestions(async ({ target, connections, slice, rate }: LoadQuestion): Promise<LoadAnswer> => {
  const ids = Array.from({ length: slice.count }, (_, i) => (((slice.from + i) * STEP) % slice.of) + 1);
  const ticks = SIGNALS.flatMap((signal) => ids.map((id): Tick => ({ id, signal })));
  for (let i = 0; i < ids.length; i += REPEATED) ticks.push({ id: ids[i] ?? 1, signal: "sent" });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answer: LoadAnswer = { requests: ticks.length, applied: 0, failures: [], seconds: 0, p50: 0, p99: 0 };
  const times: number[] = [];
  const began = performance.now();

  async function send(tick: Tick, due: number): Promise<void> {
    try {
      if (await ticked(agent, target, tick)) answer.applied += 1;
    } catch (error) {
      answer.failures.push(String(error));
    }
    times.push(performance.now() - due);
  }
  if (rate === null) await closedLoop(ticks, connections, send);
  else await openLoop(ticks, rate, send);

  answer.seconds = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    ...answer,
    failures: answer.failures.slice(0, 5),
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
});

type Send = (tick: Tick, due: number) => Promise<void>;

async function closedLoop(ticks: readonly Tick[], connections: number, send: Send): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let tick = ticks[next++]; tick; tick = ticks[next++]) await send(tick, performance.now());
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Sends at fixed times without waiting for answers, as customers do not wait for each other. */
async function openLoop(ticks: readonly Tick[], rate: number, send: Send): Promise<void> {
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (const [i, tick] of ticks.entries()) {
    const due = began + (i * 1000) / rate;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
    sending.push(send(tick, due));
  }
  await Promise.all(sending);
}

/** Sends one tick. Returns whether it changed the message. */
async function ticked(agent: Agent, { kind, port, token }: Target, { id, signal }: Tick): Promise<boolean> {
  if (kind === "bare") return Object(await call("POST", "/", { id, signal })).applied === true;
  if (kind === "receipts") {
    const { results } = Object(await call("POST", "/v1/receipts", { receipts: [{ messageId: id, signal }] }));
    return results?.[0]?.result === "applied";
  }
  const conversation = Math.ceil(id / PER_CONVERSATION);
  const path = `/api/v1/accounts/1/conversations/${conversation}/messages/${id}`;
  return Object(await call("PATCH", path, { status: signal })).status_update?.applied === true;

  function call(method: string, path: string, body: object): Promise<unknown> {
    const text = JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      api_access_token: token,
    };
    return new Promise((resolve, reject) => {
      const sent = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${answer.statusCode}: ${text.slice(0, 200)}`));
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  }
}

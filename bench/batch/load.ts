/** Sends calls of a hundred receipts from a separate process: to the product, or as one statement to Postgres. */
import { Agent, request } from "node:http";
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { BARE_BATCH, CHANGED_PER_CALL, callAbout, type Receipt } from "./data";

export type BatchQuestion = {
  target: { kind: "ours"; port: number; token: string } | { kind: "bare"; url: string };
  connections: number;
  /** The first message, and how many calls. */
  from: number;
  calls: number;
};
export type BatchAnswer = { seconds: number; receipts: number; changed: number; failures: string[] };

const pools = new Map<string, pg.Pool>();

answerQuestions(async ({ target, connections, from, calls }: BatchQuestion): Promise<BatchAnswer> => {
  const answer: BatchAnswer = { seconds: 0, receipts: 0, changed: 0, failures: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = target.kind === "ours" ? sendOver(agent, target) : sendTo(poolOf(target.url, connections));
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      const first = from + CHANGED_PER_CALL * next++;
      const receipts = callAbout(Array.from({ length: CHANGED_PER_CALL }, (_, i) => first + i));
      answer.receipts += receipts.length;
      await send(receipts).then(
        (changed) => (answer.changed += changed),
        (error: unknown) => answer.failures.push(String(error)),
      );
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  answer.seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { ...answer, failures: answer.failures.slice(0, 5) };
});

/** How many messages a call changed. */
type Send = (receipts: Receipt[]) => Promise<number>;

function poolOf(url: string, max: number): pg.Pool {
  const pool = pools.get(url) ?? new pg.Pool({ connectionString: url, max });
  pools.set(url, pool);
  return pool;
}

const sendTo =
  (pool: pg.Pool): Send =>
  async (receipts) => {
    const values = [receipts.map((r) => r.messageId), receipts.map((r) => r.signal)];
    const { rows } = await pool.query({ name: "batch", text: BARE_BATCH, values });
    return rows[0]?.inserted ?? 0;
  };

const sendOver =
  (agent: Agent, { port, token }: { port: number; token: string }): Send =>
  (receipts) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify({ receipts });
      const headers = {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(text),
        authorization: `Bearer ${token}`,
      };
      const options = { agent, host: "127.0.0.1", port, method: "POST", path: "/v1/receipts", headers };
      const sent = request(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode !== 200)
            return reject(new Error(`${answer.statusCode}: ${text.slice(0, 200)}`));
          const { results }: { results: { result: string }[] } = JSON.parse(text);
          resolve(results.filter(({ result }) => result === "applied").length);
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });

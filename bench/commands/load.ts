/** Sends requests of one operation from a separate process, in a closed loop: each connection sends when it has its answer. */
import { Agent, request } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import type { OperationRequest } from "./operation";
import { OPERATIONS, type OperationName } from "./operations";

export type LoadQuestion = {
  operation: OperationName;
  side: "ours" | "bare";
  port: number;
  /** What names the sender. */
  headers: Record<string, string>;
  connections: number;
  /** The first request's number, how many there are, and over how many messages. */
  from: number;
  count: number;
  of: number;
};

export type LoadAnswer = { requests: number; seconds: number; failures: string[]; p50: number; p99: number };

answerQuestions(async (question: LoadQuestion): Promise<LoadAnswer> => {
  const { operation, connections, from, count, of } = question;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const failures: string[] = [];
  let next = from;
  const connection = async () => {
    while (next < from + count) {
      const began = performance.now();
      try {
        await send(agent, question, OPERATIONS[operation].request(next++, of));
      } catch (error) {
        failures.push(String(error));
      }
      times.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
  return { requests: count, seconds, failures: failures.slice(0, 5), p50, p99 };
});

/** Resolves with a successful answer's end. */
function send(
  agent: Agent,
  { operation, side, port, headers: named }: LoadQuestion,
  { method, path, body, values }: OperationRequest,
): Promise<void> {
  const to = side === "ours" ? { method, path } : { method: "POST", path: `/${operation}` };
  const text = JSON.stringify(side === "ours" ? body : values);
  const headers = {
    ...(text && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    ...named,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: "127.0.0.1", port, ...to, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        const found = Buffer.concat(chunks).toString();
        // A server action answers a refusal with 200.
        if (status >= 200 && status < 300 && !found.includes('"ok":false')) resolve();
        else reject(new Error(`${status}: ${found.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

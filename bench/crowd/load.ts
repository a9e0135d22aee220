/** Writes at fixed times from a separate process, without waiting for answers; measures from when each was due. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { createWrites, indexOf, type Write, type Writes } from "./writes";

export type LoadQuestion = {
  url: string;
  token: string;
  conversations: number;
  /** Messages of the data that have no receipts yet. */
  pending: number[];
  perSecond: number;
  seconds: number;
  /** With one bulk operation a second. */
  hasBulk: boolean;
};

export type LoadAnswer = {
  /** Writes that were answered well. */
  answered: number;
  bulks: number;
  /** Milliseconds from when a write was due until its answer. */
  p50: number;
  p99: number;
  /** The same by path, `{id}` for numbers. */
  byPath: Record<string, { count: number; p50: number; p99: number }>;
  /** When each message was due: its write's index, and the time. */
  due: [index: number, at: number][];
  failures: string[];
};

const BULK_EVERY_MS = 1_000;
/** The first bulk operation, so that it does not coincide with the first writes. */
const BULK_AFTER_MS = 500;

let writes: Writes | undefined;

answerQuestions(async (question: LoadQuestion): Promise<LoadAnswer> => {
  const { perSecond, seconds, conversations, pending, hasBulk } = question;
  writes ??= createWrites(conversations, pending);
  const agent = new Agent({ keepAlive: true });
  const times = new Map<string, number[]>();
  const failures: string[] = [];
  const due: LoadAnswer["due"] = [];
  const sending: Promise<void>[] = [];
  let bulks = 0;

  const send = async (write: Write, dueAt: number, isTimed: boolean) => {
    try {
      const answer = await post(agent, question, write);
      const of = write.path.replace(/\/\d+/, "/{id}");
      const ofPath = times.get(of) ?? [];
      if (isTimed) ofPath.push(performance.now() - dueAt);
      times.set(of, ofPath);
      if (isReply(write)) writes?.sent(Number(Object(answer).id));
    } catch (error) {
      failures.push(String(error));
    }
  };
  const began = performance.now();
  for (let i = 0; i < perSecond * seconds; i++) {
    const dueAt = began + (i * 1000) / perSecond;
    while (performance.now() < dueAt) await sleep(Math.max(0, dueAt - performance.now()));
    if (hasBulk && dueAt - began >= BULK_AFTER_MS + bulks * BULK_EVERY_MS) {
      bulks += 1;
      sending.push(send(writes.nextBulk(), dueAt, false));
    }
    const write = writes.next();
    if (markOf(write) !== null) due.push([write.index, performance.timeOrigin + dueAt]);
    sending.push(send(write, dueAt, true));
  }
  await Promise.all(sending);
  agent.destroy();
  return { ...summarize(times), bulks, due, failures: failures.slice(0, 5) };
});

const isReply = ({ body }: Write): boolean =>
  "content" in body && !("direction" in body) && !("private" in body);
const markOf = ({ body }: Write): number | null => ("content" in body ? indexOf(String(body.content)) : null);

function summarize(times: Map<string, number[]>): Pick<LoadAnswer, "answered" | "p50" | "p99" | "byPath"> {
  const of = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return { count: sorted.length, p50: percentile(sorted, 50), p99: percentile(sorted, 99) };
  };
  const { count, ...all } = of([...times.values()].flat());
  const byPath = Object.fromEntries([...times].map(([path, values]) => [path, of(values)]));
  return { answered: count, ...all, byPath };
}

function post(agent: Agent, { url, token }: LoadQuestion, { path, body }: Write): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { agent, method: "POST", headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const found = Buffer.concat(chunks).toString();
        if ((answer.statusCode ?? 500) < 300) resolve(JSON.parse(found));
        else reject(new Error(`${path} answered ${answer.statusCode} ${found.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

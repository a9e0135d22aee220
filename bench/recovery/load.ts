/** Sends and ticks from a separate process, through every crash: an unanswered request is repeated under its key. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { createRandom } from "@/server/setup/demo/random";

export type LoadQuestion =
  | { kind: "start"; url: string; token: string; displayIds: number[]; seed: number }
  | { kind: "progress" }
  | { kind: "stop" };

/** What the server has acknowledged. */
export type Promised = {
  /** Client id → message id, of every send that was acknowledged. */
  sends: [clientId: string, messageId: number][];
  /** Message id → the highest status that an acknowledged report gave it. */
  ticks: [messageId: number, status: string][];
  /** Receipts acknowledged, and receipts without an answer. */
  receipts: number;
  receiptsInDoubt: number;
  /** Client ids of sends without an answer: such a message may exist, once. */
  sendsInDoubt: string[];
  /** Answers that are neither good nor a crash. */
  faults: string[];
};

const SENDERS = 3;
const TICKERS = 3;
const BATCH = 10;
/** Between two requests of one worker: at most about 30 sends and 600 receipts a second. */
const SEND_PAUSE_MS = 80;
const TICK_PAUSE_MS = 40;
const RETRY_MS = 50;
/** In order; a message may not fall below its acknowledged status. */
const STATUSES = ["pending", "sent", "failed", "delivered", "read"];
const SIGNALS = ["sent", "failed", "delivered", "read"];

const sends = new Map<string, number>();
const floors = new Map<number, string>();
const promised = { receipts: 0, receiptsInDoubt: 0, sendsInDoubt: [] as string[], faults: [] as string[] };
const agent = new Agent({ keepAlive: true, maxSockets: SENDERS + TICKERS });
let isStopping = false;
let working: Promise<unknown> = Promise.resolve();

answerQuestions<LoadQuestion, Promised>(async (question) => {
  if (question.kind === "start") {
    const senders = Array.from({ length: SENDERS }, (_, i) => keepSending(question, i));
    const tickers = Array.from({ length: TICKERS }, (_, i) => keepTicking(question, i));
    working = Promise.all([...senders, ...tickers]);
  }
  if (question.kind === "stop") {
    isStopping = true;
    await working;
  }
  return { ...promised, sends: [...sends], ticks: [...floors] };
});

type Start = Extract<LoadQuestion, { kind: "start" }>;

async function keepSending({ url, token, displayIds, seed }: Start, worker: number): Promise<void> {
  const random = createRandom(seed * 100 + worker);
  for (let n = 0; !isStopping; n++) {
    const clientId = `send-${worker}-${n}`;
    const path = `/v1/conversations/${random.pick(displayIds)}/messages`;
    const answer = await requestUntilAnswered(url, token, {
      path,
      key: clientId,
      body: { content: `Message ${n}`, clientId },
    });
    if (answer) sends.set(clientId, Number(Object(answer).id));
    else promised.sendsInDoubt.push(clientId);
    await sleep(SEND_PAUSE_MS);
  }
}

async function keepTicking({ url, token, seed }: Start, worker: number): Promise<void> {
  const random = createRandom(seed * 100 + 50 + worker);
  while (!isStopping) {
    await sleep(TICK_PAUSE_MS);
    const ids = [...sends.values()].slice(-200);
    if (ids.length === 0) continue;
    const receipts = Array.from({ length: BATCH }, () => ({
      messageId: random.pick(ids),
      signal: random.pick(SIGNALS),
    }));
    const answer = await requestUntilAnswered(url, token, {
      path: "/v1/receipts",
      key: randomUUID(),
      body: { receipts },
    });
    if (!answer) promised.receiptsInDoubt += BATCH;
    else note(Object(answer).results);
  }
}

function note(results: { result: string; messageId?: number; status?: string }[]): void {
  promised.receipts += results.length;
  for (const { result, messageId = 0, status = "" } of results) {
    if (result !== "applied" && result !== "stale") promised.faults.push(`a receipt was answered ${result}`);
    const floor = floors.get(messageId) ?? "pending";
    if (STATUSES.indexOf(status) > STATUSES.indexOf(floor)) floors.set(messageId, status);
  }
}

type KeyedRequest = { path: string; key: string; body: object };

/** Repeats the request until there is an answer; null if the load stops first. The key makes repeating safe. */
async function requestUntilAnswered(url: string, token: string, keyed: KeyedRequest): Promise<unknown> {
  for (;;) {
    const answer = await post(url, token, keyed).catch(() => null);
    if (answer && answer.status < 300) return JSON.parse(answer.body);
    if (answer && answer.status < 500)
      promised.faults.push(`${keyed.path} answered ${answer.status} ${answer.body}`);
    if (isStopping || (answer && answer.status < 500)) return null;
    await sleep(RETRY_MS);
  }
}

function post(
  url: string,
  token: string,
  { path, key, body }: KeyedRequest,
): Promise<{ status: number; body: string }> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "idempotency-key": key,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { agent, method: "POST", headers, timeout: 10_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("timeout", () => sent.destroy(new Error("timeout")));
    sent.on("error", reject);
    sent.end(text);
  });
}

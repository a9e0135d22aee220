import { once } from "node:events";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import type { Frame } from "@/server/contract/live/frame";

type Slice = { from: number; count: number };

export type LoadQuestion = { token: string } & (
  | { kind: "reads"; ports: number[]; connections: number; count: number }
  | { kind: "ticks"; ports: number[]; connections: number; slice: Slice }
  /** Ticks at fixed times at one process, `readers` streams at another. */
  | {
      kind: "across";
      tickPort: number;
      readPort: number;
      cookie: string;
      readers: number;
      perSecond: number;
      slice: Slice;
    }
);

export type LoadAnswer = {
  requests: number;
  seconds: number;
  /** Ticks that changed a message. */
  applied: number;
  failures: string[];
  /** Milliseconds: of a request in a closed loop; in `across`, of a delivery since its tick was due. */
  p50: number;
  p99: number;
  deliveries: number;
};

const LIST = "/v1/conversations?status=open&limit=25";

answerQuestions(async (question: LoadQuestion): Promise<LoadAnswer> => {
  if (question.kind === "across") return across(question);
  const agent = new Agent({ keepAlive: true, maxSockets: question.connections });
  const { ports, token, connections } = question;
  const tally = startTally();
  const total = question.kind === "reads" ? question.count : question.slice.count;
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < total; i = next++) {
      const port = ports[i % ports.length] ?? 0;
      const began = performance.now();
      await tally.note(
        question.kind === "reads"
          ? call(agent, { port, token, method: "GET", path: LIST }).then(isWholePage)
          : tick(agent, { port, token, id: question.slice.from + i + 1 }),
      );
      tally.times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return tally.answer(total, 0);
});

async function across(question: Extract<LoadQuestion, { kind: "across" }>): Promise<LoadAnswer> {
  const { tickPort, readPort, token, cookie, perSecond, slice } = question;
  const agent = new Agent({ keepAlive: true });
  const tally = startTally();
  const due = new Map<number, number>();
  const onTicked = (messageId: number) => tally.times.push(performance.now() - (due.get(messageId) ?? 0));
  const readers = await Promise.all(
    Array.from({ length: question.readers }, () => openReader({ port: readPort, cookie, onTicked })),
  );
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (let i = 0; i < slice.count; i += 1) {
    const id = slice.from + i + 1;
    const at = began + (i * 1000) / perSecond;
    due.set(id, at);
    while (performance.now() < at) await sleep(Math.max(0, at - performance.now()));
    sending.push(tally.note(tick(agent, { port: tickPort, token, id })));
  }
  await Promise.all(sending);
  const expected = slice.count * question.readers;
  const until = performance.now() + 5_000;
  while (tally.times.length < expected && performance.now() < until) await sleep(5);
  for (const reader of readers) tally.failures.push(...reader.close(slice.count));
  agent.destroy();
  return tally.answer(slice.count, tally.times.length);
}

/** One message is ticked once, so that every tick changes something. */
async function tick(agent: Agent, { port, token, id }: { port: number; token: string; id: number }) {
  const body = { receipts: [{ messageId: id, signal: "sent" }] };
  const { results } = Object(await call(agent, { port, token, method: "POST", path: "/v1/receipts", body }));
  return results?.[0]?.result === "applied";
}

function isWholePage(answer: unknown): boolean {
  if (Object(answer).data?.length !== 25) throw new Error("not a whole page");
  return true;
}

function startTally() {
  const began = performance.now();
  const times: number[] = [];
  const failures: string[] = [];
  let applied = 0;
  return {
    times,
    failures,
    async note(sent: Promise<boolean>): Promise<void> {
      try {
        if (await sent) applied += 1;
      } catch (error) {
        failures.push(String(error));
      }
    },
    answer(requests: number, deliveries: number): LoadAnswer {
      const seconds = (performance.now() - began) / 1000;
      times.sort((a, b) => a - b);
      const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
      return { requests, seconds, applied, failures: failures.slice(0, 5), p50, p99, deliveries };
    },
  };
}

type RequestOptions = {
  port: number;
  token: string;
  method: "GET" | "POST";
  path: string;
  body?: object;
};

/** Sends one request to a process of this machine. Returns the parsed body; throws unless the status is 200. */
function call(agent: Agent, { port, token, method, path, body }: RequestOptions): Promise<unknown> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`${path} ${answer.statusCode}: ${body.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

type ReaderOptions = {
  port: number;
  cookie: string;
  /** Called with the id of each message whose status changed. */
  onTicked(messageId: number): void;
};

/** Opens a stream of everything in an account. `close` returns what was lost, doubled or out of order. */
async function openReader({
  port,
  cookie,
  onTicked,
}: ReaderOptions): Promise<{ close(expected: number): string[] }> {
  const seqs: number[] = [];
  const faults: string[] = [];
  const take = (block: string) => {
    const data = /^data: ?(.*)$/m.exec(block)?.[1];
    if (!data || /^event:/m.test(block)) return;
    const frame: Frame = JSON.parse(data).json;
    if (frame.reset) faults.push("a reader was reset");
    for (const { seq, type, resource } of frame.events) {
      seqs.push(seq);
      if (type === "message.status_changed") onTicked(resource.id);
    }
  };
  const request = get({
    host: "127.0.0.1",
    port,
    path: "/api/trpc/live",
    headers: { cookie },
    agent: false,
  });
  const [answer]: IncomingMessage[] = await once(request, "response");
  if (answer?.statusCode !== 200) throw new Error("the stream did not open");
  let rest = "";
  answer.setEncoding("utf8");
  answer.on("data", (text: string) => {
    const blocks = (rest + text).split(/\n\n+/);
    rest = blocks.pop() ?? "";
    blocks.filter(Boolean).forEach(take);
  });
  answer.on("error", (error) => faults.push(String(error)));
  await once(answer, "data"); // connected
  return {
    close(expected) {
      answer.removeAllListeners("error").on("error", () => undefined); // destroying it is no fault
      answer.destroy();
      const isDense = seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1);
      if (!isDense) faults.push("a reader got events twice, not at all or out of order");
      if (seqs.length !== expected) faults.push(`a reader got ${seqs.length} events of ${expected}`);
      return faults;
    },
  };
}

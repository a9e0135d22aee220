/** A thousand widgets and one agent's window in a separate process: writes in both directions, and measures until it is read. */
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { openReader, type Reader } from "@/bench/live/reader";
import { openVisitor, send, type Visitor } from "./visitor";

export type VisitorsQuestion =
  /** Begins so many sessions; the first `writers` begin a conversation. */
  | { kind: "begin"; url: string; identifier: string; count: number; writers: number }
  /** Opens the streams of those who write, or of the others. */
  | { kind: "open"; of: "writers" | "others" }
  /** Opens the agent's window. `topics`: null for a stream that sends everything. */
  | { kind: "watch"; cookie: string; topics: object | null }
  /** Messages at this rate until each was read. `displayIds`: of conversations by id, where they differ. */
  | {
      kind: "write" | "reply";
      token: string;
      displayIds: Record<number, number>;
      perSecond: number;
      seconds: number;
    }
  | { kind: "close" };
export type VisitorsAnswer = { count: number; p50: number; p99: number; missing: number; failures: string[] };

/** Late messages are waited for this long before they count as lost. */
const WITHIN_MS = 15_000;
const TOGETHER = 16;
/** In the text of each message. */
const MARK = /bench-(\d+)\./g;

let at = { url: "", identifier: "" };
let visitors: Visitor[] = [];
let agentWindow: Reader | undefined;
/** When each marked message was due, and when it was read, in ms since 1970. */
const due = new Map<number, number>();
const read = new Map<number, number>();
let nextMark = 0;
const agent = new Agent({ keepAlive: true });

const nowMs = () => performance.timeOrigin + performance.now();

function take(text: string): void {
  for (const [, digits] of text.matchAll(MARK)) {
    const mark = Number(digits);
    if (due.has(mark) && !read.has(mark)) read.set(mark, nowMs());
  }
}

answerQuestions(async (question: VisitorsQuestion): Promise<VisitorsAnswer> => {
  const none = { count: 0, p50: 0, p99: 0, missing: 0, failures: [] };
  if (question.kind === "begin") await begin(question);
  if (question.kind === "open")
    await inTurns(question.of === "writers" ? writers() : others(), (visitor) => visitor.listen(take));
  if (question.kind === "watch") await watch(question);
  if (question.kind === "write" || question.kind === "reply") return measure(question);
  if (question.kind === "close") {
    agentWindow?.close();
    for (const { close } of visitors) close();
  }
  return none;
});

const writers = () => visitors.filter(({ conversationId }) => conversationId !== null);
const others = () => visitors.filter(({ conversationId }) => conversationId === null);

type Beginning = Extract<VisitorsQuestion, { kind: "begin" }>;

async function begin({ count, url, identifier, ...more }: Beginning): Promise<void> {
  at = { url, identifier };
  const opened: Visitor[] = [];
  const all = Array.from({ length: count }, (_, n) => n);
  await inTurns(all, async (n) => {
    opened.push(await openVisitor({ ...at, localAddress: addressOf(n), agent }, n < more.writers));
  });
  visitors = opened;
}

/** An address of its own on the loopback interface. */
const addressOf = (n: number): string => `127.1.${Math.floor(n / 250)}.${(n % 250) + 1}`;

async function watch({ cookie, topics }: Extract<VisitorsQuestion, { kind: "watch" }>): Promise<void> {
  const { url } = at;
  const connectionId = crypto.randomUUID();
  const opened = openReader({
    url,
    path: "/api/trpc/live",
    cookie,
    connectionId,
    after: "",
    topics,
    onFrame: (_cursor, text) => take(text),
  });
  agentWindow = opened;
  await until(() => opened.isReady());
}

type Load = Extract<VisitorsQuestion, { kind: "write" | "reply" }>;

async function measure(load: Load): Promise<VisitorsAnswer> {
  due.clear();
  read.clear();
  const failures: string[] = [];
  const sending: Promise<void>[] = [];
  const all = writers();
  const began = performance.now();
  for (let i = 0; i < load.perSecond * load.seconds; i++) {
    const dueAt = began + (i * 1000) / load.perSecond;
    while (performance.now() < dueAt) await sleep(Math.max(0, dueAt - performance.now()));
    const visitor = all[i % all.length];
    if (!visitor) throw new Error("nobody writes");
    nextMark += 1;
    due.set(nextMark, performance.timeOrigin + dueAt);
    const text = `bench-${nextMark}. We are looking into it.`;
    const sent = load.kind === "write" ? visitor.write(text) : reply(load, visitor, text);
    sending.push(sent.catch((error: unknown) => void failures.push(String(error))));
  }
  await Promise.all(sending);
  await until(() => read.size >= due.size);
  const latencies = [...due]
    .flatMap(([mark, dueAt]) => (read.has(mark) ? [(read.get(mark) ?? 0) - dueAt] : []))
    .sort((a, b) => a - b);
  return {
    count: due.size,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    missing: due.size - latencies.length,
    failures: failures.slice(0, 5),
  };
}

async function reply(
  { token, displayIds }: Load,
  { conversationId }: Visitor,
  content: string,
): Promise<void> {
  const text = JSON.stringify({ content });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  };
  const id = conversationId ?? 0;
  const displayId = displayIds[id] ?? id;
  const url = `${at.url}/v1/conversations/${displayId}/messages`;
  await send(url, { method: "POST", agent, headers }, text);
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) await work(items[i] as T); // within the array
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
}

async function until(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!isDone() && performance.now() < deadline) await sleep(10);
}

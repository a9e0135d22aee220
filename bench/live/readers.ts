/** A thousand open streams in a separate process: counts frames and when they arrive. */
import { answerQuestions } from "@/bench/lib/child";
import { type Line, percentile } from "@/bench/lib/report";
import { openReader, type Reader } from "./reader";

export type Tick = { messageId: number; status: string; dueAt: number };
export type ReadersQuestion =
  /** Opens one stream for each cookie, and waits until each reads these topics. */
  | { kind: "open"; url: string; cookies: string[]; path: string; topics: object | null }
  /** Cuts every stream. */
  | { kind: "cut" }
  /** Opens all streams again at the same time, each with the last id it saw. */
  | { kind: "reopen" }
  /** Clears the counts. */
  | { kind: "begin" }
  /** Waits until every reader has `ticks`, or no longer than `withinMs`. */
  | { kind: "finish"; ticks: Tick[]; withinMs: number }
  | { kind: "close" };
export type ReadersAnswer = {
  deliveries: number;
  expected: number;
  perSecond: number;
  p50: number;
  p99: number;
  /** Ticks that did not reach the first reader. */
  missing: number;
  seconds: number;
};

const OPEN_MS_MAX = 60_000;

const connectionIds: string[] = [];
let opening = { url: "", path: "", cookies: [] as string[], topics: null as object | null };
let readers: Reader[] = [];
/** What the first reader received: by cursor, the messages and their statuses. */
let received = new Map<string, string[]>();

answerQuestions(async (question: ReadersQuestion): Promise<ReadersAnswer> => {
  const from = performance.now();
  let counted: Partial<ReadersAnswer> = {};
  if (question.kind === "open") {
    opening = question;
    readers = question.cookies.map((_cookie, i) => openOne(i, ""));
    await until(() => readers.every(({ isReady }) => isReady()), OPEN_MS_MAX);
  }
  if (question.kind === "cut" || question.kind === "close") for (const { close } of readers) close();
  if (question.kind === "reopen") readers = readers.map(({ last }, i) => openOne(i, last()));
  if (question.kind === "begin") {
    received = new Map();
    for (const { cursors } of readers) cursors.clear();
  }
  if (question.kind === "finish") {
    await until(() => missingOf(question.ticks) === 0 && readers.every(isWhole), question.withinMs);
    counted = count(question.ticks);
  }
  const none = { deliveries: 0, expected: 0, perSecond: 0, p50: 0, p99: 0, missing: 0 };
  return { ...none, ...counted, seconds: (performance.now() - from) / 1000 };
});

/** Parses only the first reader's frames: the others' have the same bytes under the same ids. */
function openOne(index: number, after: string): Reader {
  const { cookies, ...where } = opening;
  connectionIds[index] ??= crypto.randomUUID();
  const onFrame = (cursor: string, text: string) => received.set(cursor, statusesIn(text));
  return openReader({
    ...where,
    cookie: cookies[index] ?? "",
    connectionId: connectionIds[index] ?? "",
    after,
    ...(index === 0 && { onFrame }),
  });
}

function statusesIn(frame: string): string[] {
  const data = frame.slice(frame.indexOf("data: ") + 6);
  const { rows, events } = JSON.parse(data).json;
  const fromRows = (rows?.enter ?? []).map(
    ({ conversation }: { conversation: { lastMessage: object } }) => conversation.lastMessage,
  );
  const messages = [...fromRows, ...events.map(({ data: message }: { data: object }) => message)];
  return messages.map(({ id, status }: { id: number; status: string }) => `${id}:${status}`);
}

const isWhole = ({ cursors }: Reader): boolean => [...received.keys()].every((cursor) => cursors.has(cursor));

function missingOf(ticks: readonly Tick[]): number {
  const seen = new Set([...received.values()].flat());
  return ticks.filter(({ messageId, status }) => !seen.has(`${messageId}:${status}`)).length;
}

function count(ticks: readonly Tick[]): Partial<ReadersAnswer> {
  const due = new Map(ticks.map(({ messageId, status, dueAt }) => [`${messageId}:${status}`, dueAt]));
  const latencies: number[] = [];
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const { cursors } of readers)
    for (const [cursor, keys] of received) {
      const at = cursors.get(cursor);
      if (at === undefined) continue;
      [first, last] = [Math.min(first, at), Math.max(last, at)];
      for (const key of keys) latencies.push(at - (due.get(key) ?? at));
    }
  latencies.sort((a, b) => a - b);
  return {
    deliveries: latencies.length,
    expected: readers.length * ticks.length,
    perSecond: Math.round(latencies.length / ((last - first) / 1000)),
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    missing: missingOf(ticks),
  };
}

async function until(isDone: () => boolean, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isDone() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}

type Measure = Pick<Line, "name" | "ours" | "bare" | "unit">;

const rounded = (value: number): number => Math.round(value * 10) / 10;
const shown = ({ ours, bare, ...measure }: Measure) => ({
  ...measure,
  ours: rounded(ours),
  bare: bare === null ? null : rounded(bare),
});
const exactly = (ratio: number) => ({ median: ratio, min: ratio, max: ratio });

/** A measurement with an absolute bound. A ratio below 1 misses the bound. */
export const atMost = (bound: number, { isVoid, ...measure }: Measure & { isVoid: boolean }): Line => ({
  ...shown(measure),
  ratio: exactly(bound / measure.ours),
  target: `≤ ${bound} ${measure.unit}`,
  leastRatio: 1,
  isVoid,
});

export const atLeast = (bound: number, { isVoid, ...measure }: Measure & { isVoid: boolean }): Line => ({
  ...shown(measure),
  ratio: exactly(measure.ours / bound),
  target: `≥ ${bound} ${measure.unit}`,
  leastRatio: 1,
  isVoid,
});

/** A measurement compared with another of the same run; its ratio is ours to theirs. */
export const comparedLine = (measure: Measure): Line => ({
  ...shown(measure),
  ratio: measure.bare === null ? null : exactly(measure.ours / measure.bare),
  target: "–",
  isVoid: false,
});

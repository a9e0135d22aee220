/** Streams of everything in a separate process: checks that each gets every event once, in order, and when. */
import { get, type IncomingMessage } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/rounds";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createFrames, type SeenFrame } from "./frames";

export type ReadersQuestion =
  /** Opens one stream for each cookie; each is to continue after the seq `after`. */
  | { kind: "open"; url: string; cookies: string[]; after: number }
  /** Clears the counts. */
  | { kind: "begin" }
  /** Waits until every reader has the event `lastSeq`, or no longer than `withinMs`. `due`: when each message was due. */
  | { kind: "finish"; lastSeq: number; due: [index: number, at: number][]; withinMs: number }
  | { kind: "close" };
export type ReadersAnswer = {
  /** Messages that reached a reader, and milliseconds from when they were due. */
  deliveries: number;
  p50: number;
  p99: number;
  /** Of all readers. */
  bytes: number;
  frames: number;
  faults: string[];
};

const OPEN_MS_MAX = 30_000;

type Reader = { lastSeq: number; isOpen: boolean; close(): void };

let readers: Reader[] = [];
let frames = createFrames();
let counts = { bytes: 0, frames: 0 };
let arrivals: { index: number; at: number }[] = [];
const faults = new Set<string>();

answerQuestions(async (question: ReadersQuestion): Promise<ReadersAnswer> => {
  if (question.kind === "open") {
    frames = createFrames();
    readers = question.cookies.map((cookie) => open(question.url, cookie, question.after));
    if (!(await waitUntil(() => readers.every(({ isOpen }) => isOpen), { withinMs: OPEN_MS_MAX })))
      faults.add("not every stream opened");
  }
  if (question.kind === "begin") {
    counts = { bytes: 0, frames: 0 };
    arrivals = [];
  }
  if (question.kind === "finish") return finish(question);
  if (question.kind === "close") for (const { close } of readers) close();
  return { deliveries: 0, p50: 0, p99: 0, ...counts, faults: [] };
});

async function finish({
  lastSeq,
  due,
  withinMs,
}: Extract<ReadersQuestion, { kind: "finish" }>): Promise<ReadersAnswer> {
  const isWhole = (reader: Reader) => reader.lastSeq >= lastSeq;
  await waitUntil(() => readers.every(isWhole), { withinMs });
  const late = readers.filter((reader) => !isWhole(reader)).length;
  if (late > 0) faults.add(`${late} of ${readers.length} readers have not got everything`);
  const dueAt = new Map(due);
  const times = arrivals.flatMap(({ index, at }) => {
    const from = dueAt.get(index);
    return from === undefined ? [] : [at - from];
  });
  times.sort((a, b) => a - b);
  if (times.length !== due.length * readers.length)
    faults.add(`${times.length} deliveries of ${due.length} messages to ${readers.length} readers`);
  const found = [...faults];
  faults.clear();
  const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
  return { deliveries: times.length, p50, p99, ...counts, faults: found.slice(0, 5) };
}

function open(url: string, cookie: string, after: number): Reader {
  const blocks = frames.splitter();
  const request = get(`${url}/api/trpc/live`, { agent: false, headers: { cookie } });
  const reader: Reader = { lastSeq: after, isOpen: false, close: () => request.destroy() };
  request.on("error", () => undefined); // `close` destroys it
  request.on("response", (answer: IncomingMessage) => {
    answer.on("error", () => undefined);
    answer.on("data", (chunk: Buffer) => {
      reader.isOpen = true;
      counts.bytes += chunk.length;
      const at = performance.timeOrigin + performance.now();
      for (const frame of blocks(chunk)) take(reader, frame, at);
    });
  });
  return reader;
}

function take(reader: Reader, frame: SeenFrame, at: number): void {
  if (frame.fault !== null) faults.add(frame.fault);
  const [first] = frame.seqs;
  if (first === undefined) return;
  counts.frames += 1;
  const isNext = first === reader.lastSeq + 1 && frame.isDense;
  if (!isNext) faults.add(`a reader got ${first} to ${frame.seqs.at(-1)} after ${reader.lastSeq}`);
  reader.lastSeq = frame.seqs.at(-1) ?? first;
  for (const index of frame.indexes) arrivals.push({ index, at });
}

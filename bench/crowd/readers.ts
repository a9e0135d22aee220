/** Streams of everything in a separate process: checks that each gets every event once, in order, and when. */
import { get, type IncomingMessage } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import type { Frame } from "@/server/contract/live/frame";
import { waitUntil } from "@/server/lib/async/wait-until";
import { indexOf } from "./writes";

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

/** A frame as the readers need it. */
type SeenFrame = {
  seqs: readonly number[];
  /** Whether its events are in order and without gaps. */
  isDense: boolean;
  /** The writes whose messages it brings. */
  indexes: readonly number[];
  /** Why the frame is wrong, or null. */
  fault: string | null;
};

/** Most readers get the same bytes at the same time: only this many different frames are kept. */
const KEPT = 500;
const END = Buffer.from("\n\n");
const ID = Buffer.from("\nid: ");

/**
 * Parses equal frames once, however many streams receive them. `splitter` returns a function that takes the chunks of
 * one stream.
 */
function createFrames(): { splitter(): (chunk: Buffer) => SeenFrame[] } {
  const known = new Map<string, { bytes: Buffer; frame: SeenFrame }>();

  function frameOf(bytes: Buffer): SeenFrame {
    const idAt = bytes.lastIndexOf(ID);
    const id = idAt < 0 ? "" : bytes.toString("latin1", idAt);
    const found = known.get(id);
    if (found?.bytes.equals(bytes)) return found.frame;
    const frame = parse(bytes.toString());
    if (idAt >= 0) known.set(id, { bytes, frame });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return frame;
  }

  return {
    splitter() {
      let waiting: Buffer[] = [];
      return (chunk) => {
        // The end of a block may be divided between two chunks.
        if (chunk.indexOf(END) < 0 && chunk[0] !== END[0]) {
          waiting.push(chunk);
          return [];
        }
        const all = waiting.length === 0 ? chunk : Buffer.concat([...waiting, chunk]);
        const seen: SeenFrame[] = [];
        let from = 0;
        for (let end = all.indexOf(END); end >= 0; end = all.indexOf(END, from)) {
          if (end > from) seen.push(frameOf(all.subarray(from, end)));
          from = end + END.length;
        }
        waiting = from < all.length ? [all.subarray(from)] : [];
        return seen;
      };
    },
  };
}

function parse(block: string): SeenFrame {
  const none = { seqs: [], isDense: true, indexes: [], fault: null };
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
  const [kind, data] = [field("event"), field("data")];
  if (kind === "serialized-error") return { ...none, fault: `a stream ended with ${data}` };
  if (kind !== undefined || !data) return none;
  const frame: Frame = JSON.parse(data).json;
  if (frame.reset) return { ...none, fault: `a reader was reset to ${frame.reset.cursor}` };
  const seqs = frame.events.map(({ seq }) => seq);
  const isDense = seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1);
  const indexes = frame.events.flatMap(({ type, data }) => {
    const isNew = type === "message.created" || type === "note.created";
    return (isNew && "content" in data && indexOf(String(data.content))) || [];
  });
  return { ...none, seqs, isDense, indexes };
}

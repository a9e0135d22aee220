/** Streams of everything in a separate process: checks that each gets every event that it may see once, in order, and when. */
import { get, type IncomingMessage } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { parseCursor } from "@/server/contract/event/cursor";
import type { Frame } from "@/server/contract/live/frame";
import { waitUntil } from "@/server/lib/async/wait-until";
import { GAP_EVENTS_MAX } from "@/server/live/log/log-pages";
import { createInflate } from "./inflate";
import { indexOf } from "./writes";

export type ReadersQuestion =
  /**
   * Opens one stream for each cookie; each is to continue after the seq `after`, and says so by `cursor`: an event may
   * come before the streams are open.
   */
  | { kind: "open"; url: string; cookies: string[]; after: number; cursor: string | null }
  /** Clears the counts. */
  | { kind: "begin" }
  /**
   * Waits until every reader has the event `lastSeq`, or no longer than `withinMs`. `due`: when each message was due.
   * `hidden`: events that readers need not get. `mayReset`: a stream that is further behind than the product replays may
   * be reset.
   */
  | {
      kind: "finish";
      lastSeq: number;
      due: [index: number, at: number][];
      withinMs: number;
      hidden: number[];
      mayReset: boolean;
    }
  | { kind: "close" };
export type ReadersAnswer = {
  /** Messages that reached a reader, and milliseconds from when they were due. */
  deliveries: number;
  p50: number;
  p99: number;
  /** Of all readers. */
  bytes: number;
  frames: number;
  /** How often a stream was reset. */
  resets: number;
  faults: string[];
};

const OPEN_MS_MAX = 30_000;

type Reader = { lastSeq: number; isOpen: boolean; close(): void };

let readers: Reader[] = [];
let frames = createFrames();
let inflate = createInflate();
let counts = { bytes: 0, frames: 0 };
let arrivals: { index: number; at: number }[] = [];
/** Events that are absent between two that a reader got, by their text: most readers lack the same ones. */
const gaps = new Map<string, Gap>();
/** What readers did not get because their stream was reset. */
let resets: Gap[] = [];
const faults = new Set<string>();

/** The seqs after the first number and before the second. */
type Gap = { after: number; before: number };

answerQuestions(async (question: ReadersQuestion): Promise<ReadersAnswer> => {
  if (question.kind === "open") {
    frames = createFrames();
    inflate = createInflate();
    readers = question.cookies.map((cookie) => open(cookie, question));
    if (!(await waitUntil(() => readers.every(({ isOpen }) => isOpen), { withinMs: OPEN_MS_MAX })))
      faults.add("not every stream opened");
  }
  if (question.kind === "begin") {
    counts = { bytes: 0, frames: 0 };
    arrivals = [];
  }
  if (question.kind === "finish") return finish(question);
  if (question.kind === "close") for (const { close } of readers) close();
  return { deliveries: 0, p50: 0, p99: 0, ...counts, resets: 0, faults: [] };
});

type Finish = Extract<ReadersQuestion, { kind: "finish" }>;

async function finish({ lastSeq, due, withinMs, ...allowed }: Finish): Promise<ReadersAnswer> {
  const hidden = new Set(allowed.hidden);
  let lastVisible = lastSeq;
  while (hidden.has(lastVisible)) lastVisible -= 1;
  const isWhole = (reader: Reader) => reader.lastSeq >= lastVisible;
  await waitUntil(() => readers.every(isWhole), { withinMs });
  const late = readers.filter((reader) => !isWhole(reader)).length;
  if (late > 0) faults.add(`${late} of ${readers.length} readers have not got everything`);
  const dueAt = new Map(due);
  const times = arrivals.flatMap(({ index, at }) => {
    const from = dueAt.get(index);
    return from === undefined ? [] : [at - from];
  });
  times.sort((a, b) => a - b);
  const missing = due.length * readers.length - times.length;
  const skipped = resets.reduce((sum, { after, before }) => sum + before - after - 1, 0);
  if (missing < 0 || missing > skipped)
    faults.add(`${times.length} deliveries of ${due.length} messages to ${readers.length} readers`);
  const found = [...faults, ...faultsOfGaps(hidden), ...faultsOfResets(allowed.mayReset)];
  const answer = { deliveries: times.length, ...counts, resets: resets.length, faults: found.slice(0, 5) };
  faults.clear();
  gaps.clear();
  resets = [];
  return { ...answer, p50: percentile(times, 50), p99: percentile(times, 99) };
}

/** The gaps in which an event is that the readers may see. */
function* faultsOfGaps(hidden: ReadonlySet<number>): Generator<string> {
  for (const { after, before } of gaps.values())
    for (let seq = after + 1; seq < before; seq++)
      if (!hidden.has(seq)) {
        yield `a reader got ${before} after ${after}, without ${seq}`;
        break;
      }
}

/** The product replays up to `GAP_EVENTS_MAX` events: a stream that is no further behind has no reason for a reset. */
const faultsOfResets = (mayReset: boolean): string[] =>
  resets
    .filter(({ after, before }) => !mayReset || before - 1 - after <= GAP_EVENTS_MAX)
    .map(({ after, before }) => `a reader was reset to ${before - 1} after ${after}`);

function open(cookie: string, { url, after, cursor }: Extract<ReadersQuestion, { kind: "open" }>): Reader {
  const blocks = frames.splitter();
  const messages = inflate();
  const headers = { cookie, "accept-encoding": "gzip", ...(cursor !== null && { "last-event-id": cursor }) };
  const request = get(`${url}/api/trpc/live`, { agent: false, headers });
  const reader: Reader = { lastSeq: after, isOpen: false, close: () => request.destroy() };
  request.on("error", () => undefined); // `close` destroys it
  request.on("response", (answer: IncomingMessage) => {
    answer.on("error", () => undefined);
    answer.on("data", (chunk: Buffer) => {
      reader.isOpen = true;
      counts.bytes += chunk.length;
      const at = performance.timeOrigin + performance.now();
      const parts = answer.headers["content-encoding"] === "gzip" ? messages(chunk) : [chunk];
      for (const part of parts) for (const frame of blocks(part)) take(reader, frame, at);
    });
  });
  return reader;
}

function take(reader: Reader, frame: SeenFrame, at: number): void {
  if (frame.fault !== null) faults.add(frame.fault);
  if (frame.resetTo !== null) {
    resets.push({ after: reader.lastSeq, before: frame.resetTo + 1 });
    reader.lastSeq = frame.resetTo;
  }
  const [first] = frame.seqs;
  if (first === undefined) return;
  counts.frames += 1;
  if (first <= reader.lastSeq) faults.add(`a reader got ${first} after ${reader.lastSeq}`);
  for (const gap of [...gapsIn([reader.lastSeq, first]), ...frame.gaps])
    gaps.set(`${gap.after}-${gap.before}`, gap);
  reader.lastSeq = frame.seqs.at(-1) ?? first;
  for (const index of frame.indexes) arrivals.push({ index, at });
}

/** A frame as the readers need it. */
type SeenFrame = {
  seqs: readonly number[];
  /** Between its events. */
  gaps: readonly Gap[];
  /** The seq after which the stream goes on, whatever was before; null: it is no reset. */
  resetTo: number | null;
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
  const none = { seqs: [], gaps: [], resetTo: null, indexes: [], fault: null };
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
  const [kind, data] = [field("event"), field("data")];
  if (kind === "serialized-error") return { ...none, fault: `a stream ended with ${data}` };
  if (kind !== undefined || !data) return none;
  const frame: Frame = JSON.parse(data).json;
  if (frame.reset) {
    const resetTo = parseCursor(frame.reset.cursor)?.seq ?? null;
    return { ...none, resetTo, fault: resetTo === null ? `a reader was reset to ${block}` : null };
  }
  const seqs = frame.events.map(({ seq }) => seq);
  const isOrdered = seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0));
  const indexes = frame.events.flatMap(({ type, data }) => {
    const isNew = type === "message.created" || type === "note.created";
    return (isNew && "content" in data && indexOf(String(data.content))) || [];
  });
  const fault = isOrdered ? null : `a frame has its events in the order ${seqs.join()}`;
  return { ...none, seqs, gaps: gapsIn(seqs), indexes, fault };
}

const gapsIn = (seqs: readonly number[]): Gap[] =>
  seqs.flatMap((before, i) => {
    const after = seqs[i - 1] ?? before;
    return before > after + 1 ? [{ after, before }] : [];
  });

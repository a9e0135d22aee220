import { formatCursor } from "@/server/contract/event/cursor";
import { createCoalescedRows } from "@/server/live/feeds/coalesce-rows";
import type { LogFollower } from "@/server/live/log/log-follower";
import { FRAME_EVENTS_MAX } from "@/server/live/log/log-pages";
import { createRenderer } from "@/server/live/wire/frame-renderer";
import type { LogRow } from "@/server/store/events/log/event-log";
import { changedMember, type Reader } from "./reader";

/** A reader with more unsent bytes than this leaves the fan-out and reads the log at its own pace. */
const PENDING_BYTES_MAX = 1_000_000;

export type FanOutOptions = {
  log: LogFollower;
  readers: ReadonlySet<Reader>;
  live: ReadonlySet<Reader>;
  /** Takes a reader out of the fan-out. */
  settle: (reader: Reader) => void;
};

/** Sends rows to every live reader and advances the log's head. Readers with the same frame share one rendering. */
export type FanOut = {
  take(rows: readonly LogRow[]): void;
  /** The seq up to which everything has been sent to live readers; an event that waits for its frame is not included. */
  safeSeq(): number;
  /** Clears the buffers after the log jumped to another position. */
  clear(): void;
};

export function createFanOut({ log, readers, live, settle }: FanOutOptions): FanOut {
  const coalesced = createCoalescedRows((rows) => sendTopics(rows));
  const safeSeq = () => Math.min((coalesced.firstSeq() ?? Number.POSITIVE_INFINITY) - 1, log.head().lastSeq);

  function send(rows: readonly LogRow[], seq: number, isFor: (reader: Reader) => boolean): void {
    const render = createRenderer(rows, { cursor: formatCursor({ epoch: log.head().epoch, seq }), seq });
    for (const reader of live) {
      if (!isFor(reader)) continue;
      const message = render(reader);
      if (message === null) continue;
      reader.lastSent = seq;
      reader.sink.write(message);
    }
  }

  function sendTopics(rows: readonly LogRow[]): void {
    for (let from = 0; from < rows.length; from += FRAME_EVENTS_MAX) {
      // Only the last piece may have the cursor after all pieces.
      const next = rows[from + FRAME_EVENTS_MAX]?.seq ?? Number.POSITIVE_INFINITY;
      send(rows.slice(from, from + FRAME_EVENTS_MAX), Math.min(next - 1, safeSeq()), hasTopics);
    }
  }

  function sendChunk(chunk: readonly LogRow[], last: LogRow): void {
    const userId = changedMember(last);
    const due = coalesced.admit(chunk);
    // Rows from before a change of rights must not stay buffered.
    const released = userId === null ? [] : coalesced.release();
    log.advance(last.seq);
    send(chunk, last.seq, hasAll);
    if (released.length + due.length > 0) sendTopics([...released, ...due].sort((a, b) => a.seq - b.seq));
    for (const reader of userId === null ? [] : readers) {
      if (reader.caller.userId !== userId) continue;
      reader.isStale = true;
      settle(reader);
    }
  }

  return {
    take(rows) {
      for (const reader of live) if (reader.sink.pendingBytes > PENDING_BYTES_MAX) settle(reader);
      for (const { chunk, last } of chunks(rows)) sendChunk(chunk, last);
    },
    safeSeq,
    clear: () => void coalesced.release(),
  };
}

const hasAll = ({ topics }: Reader): boolean => topics === null;
const hasTopics = ({ topics }: Reader): boolean => topics !== null;

type Chunk = { chunk: readonly LogRow[]; last: LogRow };

/** Rows for one frame each. A change of a member ends its chunk: later rows are filtered by their new rights. */
function* chunks(rows: readonly LogRow[]): Generator<Chunk> {
  let from = 0;
  for (const [at, row] of rows.entries()) {
    const isEnd = at === rows.length - 1 || at - from + 1 === FRAME_EVENTS_MAX || changedMember(row) !== null;
    if (!isEnd) continue;
    yield { chunk: rows.slice(from, at + 1), last: row };
    from = at + 1;
  }
}

import { type FileHandle, open } from "node:fs/promises";
import type { Logger } from "pino";
import { encodeRecord, type SpoolRecord } from "./record";
import {
  FILE_MODE,
  flushFolder,
  loadSegments,
  markDone,
  readRecord,
  recordsPath,
  removeSegment,
  type Segment,
  type Waiting,
  waitingOf,
} from "./segment-files";

/** There is no room for the record. */
export class SpoolFull extends Error {
  override readonly name = "SpoolFull";
}

/** Records on the disk, in the order of their arrival. */
export type Segments = {
  /** What an earlier process left, in order. */
  loaded: readonly Waiting[];
  damagedBytes: number;
  /** Resolves when the record survives a power failure. Throws `SpoolFull`, or what the disk throws: then it is not kept. */
  append(record: SpoolRecord): Promise<Waiting>;
  /** Null: its bytes are damaged. */
  read(at: Waiting): Promise<SpoolRecord | null>;
  /** The record needs no further try; files without a record that does are removed. */
  finish(at: Waiting): Promise<void>;
  bytes(): number;
  close(): Promise<void>;
};

type Options = {
  folder: string;
  bytesMax: number;
  log: Logger;
  /** Bytes beside the records that count against `bytesMax`. */
  otherBytes?(): number;
  /** A file is closed when it has so many; by default an eighth of `bytesMax`, at most 16 MiB. */
  segmentBytes?: number;
};

type Write = { record: SpoolRecord; frame: Buffer; resolve(at: Waiting): void; reject(error: unknown): void };
type Active = Segment & { file: FileHandle };

const SEGMENT_BYTES = 16 * 1_024 * 1_024;
/** Bytes that one flush writes. */
const BATCH_BYTES = 8 * 1_024 * 1_024;

/** Opens the records in a folder. They are written one flush after the other: what arrives meanwhile shares the next one. */
export async function openSegments(options: Options): Promise<Segments> {
  const { folder, bytesMax, log, otherBytes = () => 0 } = options;
  const segmentBytes = options.segmentBytes ?? Math.min(SEGMENT_BYTES, Math.ceil(bytesMax / 8));
  const { segments, waiting, damagedBytes } = await loadSegments(folder, log);
  const store = new SegmentStore(folder, { segmentBytes, segments });
  const queue = createWriteQueue((batch) => store.write(batch));
  const bytes = () => store.bytes() + queue.bytes();
  return {
    loaded: waiting,
    damagedBytes,
    append(record) {
      const frame = encodeRecord(record);
      const isFull = bytes() + otherBytes() + frame.length > bytesMax;
      return isFull ? Promise.reject(new SpoolFull()) : queue.add(record, frame);
    },
    read: (at) => readRecord(folder, at),
    finish: (at) => store.finish(at),
    bytes,
    async close() {
      await queue.idle();
      await store.close();
    },
  };
}

/** Collects what is to be written while `write` runs. */
function createWriteQueue(write: (batch: readonly Write[]) => Promise<void>) {
  let queued: Write[] = [];
  let bytes = 0;
  let writing = Promise.resolve();
  let isWriting = false;

  const writeAll = async () => {
    for (let batch = nextBatch(queued); batch.length > 0; batch = nextBatch(queued)) {
      queued = queued.slice(batch.length);
      await write(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
      for (const { frame } of batch) bytes -= frame.length;
    }
    isWriting = false;
  };
  return {
    add: (record: SpoolRecord, frame: Buffer) =>
      new Promise<Waiting>((resolve, reject) => {
        queued.push({ record, frame, resolve, reject });
        bytes += frame.length;
        if (!isWriting) writing = Promise.resolve().then(writeAll);
        isWriting = true;
      }),
    /** Bytes that are not written yet. */
    bytes: () => bytes,
    idle: () => writing,
  };
}

function nextBatch(queued: readonly Write[]): Write[] {
  let size = 0;
  const end = queued.findIndex(({ frame }) => {
    size += frame.length;
    return size > BATCH_BYTES;
  });
  return queued.slice(0, end < 0 ? queued.length : Math.max(1, end));
}

/** The files. `write` is called again only when the call before is over. */
class SegmentStore {
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #segments: Map<number, Segment>;
  #last: number;
  #active: Active | undefined;
  #isWriting = false;

  constructor(folder: string, options: { segmentBytes: number; segments: readonly Segment[] }) {
    this.#folder = folder;
    this.#segmentBytes = options.segmentBytes;
    this.#segments = new Map(options.segments.map((one) => [one.number, one]));
    this.#last = Math.max(0, ...this.#segments.keys());
  }

  bytes = (): number => [...this.#segments.values()].reduce((sum, { bytes }) => sum + bytes, 0);

  async write(batch: readonly Write[]): Promise<void> {
    this.#isWriting = true;
    try {
      if (this.#active && this.#active.bytes >= this.#segmentBytes) await this.#leave();
      this.#active ??= await this.#openNext();
      await this.#writeTo(this.#active, batch);
    } finally {
      this.#isWriting = false;
    }
  }

  async #openNext(): Promise<Active> {
    this.#last += 1;
    const number = this.#last;
    const file = await open(recordsPath(this.#folder, number), "wx", FILE_MODE);
    await flushFolder(this.#folder);
    const opened = { number, bytes: 0, waiting: 0, done: null, file };
    this.#segments.set(number, opened);
    return opened;
  }

  async #writeTo(target: Active, batch: readonly Write[]): Promise<void> {
    const from = target.bytes;
    try {
      await target.file.appendFile(Buffer.concat(batch.map(({ frame }) => frame)));
      await target.file.datasync();
    } catch (error) {
      this.#active = undefined; // after a failed flush nobody knows what the file has
      await target.file.truncate(from).catch(() => undefined);
      await target.file.close().catch(() => undefined);
      await this.#removeIfDone(target);
      throw error;
    }
    for (const { record, frame, resolve } of batch) {
      const { number: segment, bytes: offset } = target;
      target.waiting += 1;
      target.bytes += frame.length;
      resolve({ ...waitingOf(record), segment, offset, length: frame.length });
    }
  }

  /** Marks a record as done, and removes a file that has none left, so that an empty spool needs no room. */
  async finish(at: Waiting): Promise<void> {
    const segment = this.#segments.get(at.segment);
    if (!segment) return;
    await markDone(this.#folder, segment, at.offset);
    segment.waiting -= 1;
    if (segment.waiting > 0) return;
    if (segment === this.#active && !this.#isWriting) await this.#leave();
    else await this.#removeIfDone(segment);
  }

  async #leave(): Promise<void> {
    const before = this.#active;
    this.#active = undefined;
    await before?.file.close();
    if (before) await this.#removeIfDone(before);
  }

  async #removeIfDone(segment: Segment): Promise<void> {
    if (segment.waiting > 0 || segment === this.#active || !this.#segments.delete(segment.number)) return;
    await removeSegment(this.#folder, segment);
  }

  async close(): Promise<void> {
    await this.#leave();
    for (const { done } of this.#segments.values()) await (await done)?.close();
  }
}

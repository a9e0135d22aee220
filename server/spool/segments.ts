import type { Logger } from "pino";
import { type DamagedFiles, openDamagedFiles } from "./damaged-files";
import { makeFolder } from "./folders";
import { draftOf } from "./frame";
import type { SpoolRecord } from "./record";
import { loadSegments, type Waiting } from "./segment-files";
import { openSegmentNumbers } from "./segment-numbers";
import { SegmentStore } from "./segment-store";
import { createWriteQueue } from "./write-queue";

/** There is no room for the record. */
export class SpoolFull extends Error {
  override readonly name = "SpoolFull";
}

/** Records on the disk, in the order of their arrival. */
export type Segments = {
  /** What an earlier process left, in order. */
  loaded: readonly Waiting[];
  damagedBytes: number;
  /** Files that could not be read, whole or in part. */
  damaged: DamagedFiles;
  /** Resolves when the record survives a power failure. Throws `SpoolFull`, or what the disk throws: then it is not kept. */
  append(record: SpoolRecord): Promise<Waiting>;
  /** Null: its bytes are damaged. Its file is then kept for the operator. */
  read(at: Waiting): Promise<SpoolRecord | null>;
  /** The record needs no further try; files without a record that does are removed. Faults of the disk are logged. */
  finish(at: Waiting): Promise<void>;
  /** On the disk; a record that waits counts as `WAITING_BYTES` at least. */
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

const SEGMENT_BYTES = 16 * 1_024 * 1_024;
/** A record that waits needs memory too, 1.4 kB for one conversation and 2.4 kB for four: the bound includes that. */
export const WAITING_BYTES = 4_096;

/** Opens the records in a folder. They are written one flush after the other: what arrives meanwhile shares the next one. */
export async function openSegments(options: Options): Promise<Segments> {
  const { folder, bytesMax, log, otherBytes = () => 0 } = options;
  const segmentBytes = options.segmentBytes ?? Math.min(SEGMENT_BYTES, Math.ceil(bytesMax / 8));
  await makeFolder(folder);
  const damaged = await openDamagedFiles(`${folder}/damaged`);
  const { segments, waiting, damagedBytes, lastNumber } = await loadSegments(folder, { log, damaged });
  const numbers = await openSegmentNumbers(folder, { used: lastNumber, log });
  const store = new SegmentStore({ folder, segmentBytes, segments, numbers, damaged, log });
  const queue = createWriteQueue((batch) => store.write(batch));
  const bytes = () =>
    damaged.bytes() +
    Math.max(store.bytes() + queue.bytes(), (store.waiting() + queue.count()) * WAITING_BYTES);
  return {
    loaded: waiting,
    damagedBytes,
    damaged,
    append(record) {
      const draft = draftOf(record);
      const isFull = bytes() + otherBytes() + Math.max(draft.length, WAITING_BYTES) > bytesMax;
      return isFull ? Promise.reject(new SpoolFull()) : queue.add(record, draft);
    },
    read: (at) => store.read(at),
    finish: (at) => store.finish(at),
    bytes,
    async close() {
      await queue.idle();
      await store.close();
    },
  };
}

import { type FileHandle, open, readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import type { DamagedFiles } from "./damaged-files";
import { createDoneMarks, type DoneMarks, readDoneMarks } from "./done-marks";
import { removeFile } from "./folders";
import { decodeFrame, type FileKey, HEADER_BYTES, readFileHeader, scanFrames } from "./frame";
import type { RecordHead, SpoolRecord } from "./record";

/** A record that waits, and where it is. */
export type Waiting = Pick<RecordHead, "id" | "kind" | "at" | "under"> & {
  keys: readonly string[];
  segment: number;
  offset: number;
  length: number;
};

/** A file of records, in the order of their arrival, and beside it the marks of those that are done. */
export type Segment = {
  number: number;
  path: string;
  key: FileKey;
  bytes: number;
  waiting: number;
  reader: RecordReader;
  marks: DoneMarks;
  /** The file is kept for the operator when nothing in it waits any more. */
  isDamaged: boolean;
};

const RECORDS = ".records";
const DONE = ".done";
const NAME = /^(\d{10})\.(?:records|done)$/;

export const recordsPath = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(10, "0")}${RECORDS}`);
export const donePath = (path: string): string => `${path.slice(0, -RECORDS.length)}${DONE}`;

type Loaded = { segments: Segment[]; waiting: Waiting[]; damagedBytes: number; lastNumber: number };
type Loading = { log: Logger; damaged: DamagedFiles; loaded: Loaded };

/**
 * Reads what an earlier process left, in order. What it had begun to write when it was killed is cut off: nobody got an answer for it.
 * Damaged bytes are left out, and their file is kept.
 */
export async function loadSegments(
  folder: string,
  parts: { log: Logger; damaged: DamagedFiles },
): Promise<Loaded> {
  const names = (await readdir(folder)).sort();
  const numbers = names.flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
  const loaded = { segments: [], waiting: [], damagedBytes: 0, lastNumber: Math.max(0, ...numbers) };
  for (const name of names) {
    if (!NAME.test(name)) continue;
    const path = join(folder, name);
    if (name.endsWith(RECORDS)) await loadSegment(path, { ...parts, loaded });
    else if (!names.includes(name.replace(DONE, RECORDS))) await removeFile(path); // a crash came between the removals
  }
  return loaded;
}

async function loadSegment(path: string, { log, damaged, loaded }: Loading): Promise<void> {
  const bytes = await readWhole(path);
  const key = readFileHeader(bytes);
  if (key === null) {
    loaded.damagedBytes += bytes.length < HEADER_BYTES ? 0 : bytes.length;
    return leaveOut(path, { bytes, log, damaged });
  }
  const { found, damagedBytes, end } = scanFrames(bytes, key);
  const isDamaged = damagedBytes > 0;
  if (isDamaged)
    log.error({ path, damagedBytes }, "a file of the spool is damaged: these bytes are left out");
  else if (end < bytes.length) {
    log.warn({ path, bytes: bytes.length - end }, "what was not written whole is cut off");
    await truncate(path, end);
  }
  const { offsets, slots } = await readDoneMarks(donePath(path), key);
  const number = Number(NAME.exec(path.slice(-"0000000000.records".length))?.[1]);
  const left = found.filter(({ offset }) => !offsets.has(offset));
  for (const { head, offset, length } of left)
    loaded.waiting.push({ ...waitingOf(head), segment: number, offset, length });
  loaded.damagedBytes += damagedBytes;
  const marks = createDoneMarks(donePath(path), { key, slots, log });
  const reader = createRecordReader(path, key);
  const size = isDamaged ? bytes.length : end;
  const segment = { number, path, key, bytes: size, waiting: left.length, reader, marks, isDamaged };
  if (left.length > 0) loaded.segments.push(segment);
  else await removeSegment(segment, damaged);
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new StartFailure(
      `the spool cannot read ${path}: ${reasonOf(error)}. Move it away to start without it`,
    );
  }
}

/** A file that ends in its header has no record: it was just begun. Without its key nothing in it can be read. */
async function leaveOut(
  path: string,
  { bytes, log, damaged }: { bytes: Buffer; log: Logger; damaged: DamagedFiles },
): Promise<void> {
  if (bytes.length < HEADER_BYTES) await removeFile(path);
  else {
    log.error(
      { path, bytes: bytes.length },
      "a file of the spool has no key: none of its records can be read",
    );
    await damaged.moveIn(path);
  }
  await removeFile(donePath(path));
}

export const waitingOf = ({ id, kind, at, keys, under }: RecordHead) => ({ id, kind, at, keys, under });

export async function closeSegment({ reader, marks }: Segment): Promise<void> {
  await reader.close();
  await marks.close();
}

/**
 * The records go first, and both removals are flushed: after a crash between them, marks without records are removed at the next start.
 * The other way round, all records would be sent again.
 */
export async function removeSegment(segment: Segment, damaged: DamagedFiles): Promise<void> {
  await closeSegment(segment);
  if (segment.isDamaged) await damaged.moveIn(segment.path);
  else await removeFile(segment.path);
  await removeFile(donePath(segment.path));
}

/** Reads records of a file, which stays open from the first until `close`. */
export type RecordReader = {
  /** The whole record; null: its bytes are damaged. */
  read(at: Waiting): Promise<SpoolRecord | null>;
  close(): Promise<void>;
};

export function createRecordReader(path: string, key: FileKey): RecordReader {
  let opening: Promise<FileHandle> | undefined;
  const opened = () => {
    opening ??= open(path, "r").catch((error: unknown) => {
      opening = undefined; // the next read tries again
      throw error;
    });
    return opening;
  };
  return {
    async read({ offset, length }) {
      const file = await opened();
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return decodeFrame(bytes.subarray(0, bytesRead), key)?.record ?? null;
    },
    async close() {
      const file = await opening;
      opening = undefined;
      await file?.close();
    },
  };
}

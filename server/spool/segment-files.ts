import { copyFile, type FileHandle, mkdir, open, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { decodeRecord, type RecordHead, type SpoolRecord, scanRecords } from "./record";

/** A record that waits, and where it is. */
export type Waiting = Pick<RecordHead, "id" | "kind" | "at"> & {
  keys: readonly string[];
  segment: number;
  offset: number;
  length: number;
};

/** A file of records, in the order of their arrival, and beside it one of the offsets that are done. */
export type Segment = { number: number; bytes: number; waiting: number; done: Promise<FileHandle> | null };

const nameOf = (number: number) => `${String(number).padStart(10, "0")}.records`;
export const recordsPath = (folder: string, number: number) => join(folder, nameOf(number));
const donePath = (folder: string, number: number) => recordsPath(folder, number).replace(/records$/, "done");

/** Only the operator reads them: headers contain credentials. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** The offset, and its complement: a torn entry does not match. */
const DONE_BYTES = 8;

/** Makes a change of a folder's names survive a power failure. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

type Loaded = { segments: Segment[]; waiting: Waiting[]; damagedBytes: number };

/**
 * Reads what an earlier process left, in order. What it had begun to write when it was killed is cut off: nobody got an answer for it.
 * Damaged bytes are left out, and a copy of the file is kept.
 */
export async function loadSegments(folder: string, log: Logger): Promise<Loaded> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const numbers = (await readdir(folder))
    .flatMap((name) => /^(\d{10})\.records$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const loaded: Loaded = { segments: [], waiting: [], damagedBytes: 0 };
  for (const number of numbers) await loadSegment(folder, number, { log, loaded });
  return loaded;
}

async function loadSegment(
  folder: string,
  number: number,
  { log, loaded }: { log: Logger; loaded: Loaded },
): Promise<void> {
  const path = recordsPath(folder, number);
  const bytes = await readFile(path);
  const { found, damagedBytes, end } = scanRecords(bytes);
  if (damagedBytes > 0) {
    await copyFile(path, `${path}.damaged`);
    log.error(
      { path, damagedBytes },
      "a file of the spool is damaged: its copy has the bytes that are left out",
    );
  }
  if (end < bytes.length) {
    log.warn({ path, bytes: bytes.length - end }, "what was not written whole is cut off");
    await truncate(path, end);
  }
  const done = await readDone(donePath(folder, number));
  const left = found.filter(({ offset }) => !done.has(offset));
  for (const { head, offset, length } of left)
    loaded.waiting.push({ ...waitingOf(head), segment: number, offset, length });
  loaded.damagedBytes += damagedBytes;
  const segment = { number, bytes: end, waiting: left.length, done: null };
  if (left.length > 0) loaded.segments.push(segment);
  else await removeSegment(folder, segment);
}

export const waitingOf = ({ id, kind, at, keys }: RecordHead) => ({ id, kind, at, keys });

async function readDone(path: string): Promise<Set<number>> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // the segment has none yet
  const done = new Set<number>();
  for (let at = 0; at + DONE_BYTES <= bytes.length; at += DONE_BYTES) {
    const offset = bytes.readUInt32LE(at);
    if (bytes.readUInt32LE(at + 4) === ~offset >>> 0) done.add(offset);
  }
  return done;
}

/**
 * Notes that a record needs no further try. Not flushed: after a power failure the record is sent again, and the core knows it by
 * its ids.
 */
export async function markDone(folder: string, segment: Segment, offset: number): Promise<void> {
  segment.done ??= open(donePath(folder, segment.number), "a", FILE_MODE);
  const entry = Buffer.alloc(DONE_BYTES);
  entry.writeUInt32LE(offset, 0);
  entry.writeUInt32LE(~offset >>> 0, 4);
  await (await segment.done).appendFile(entry);
}

export async function removeSegment(folder: string, segment: Segment): Promise<void> {
  await (await segment.done)?.close();
  await rm(recordsPath(folder, segment.number), { force: true });
  await rm(donePath(folder, segment.number), { force: true });
}

/** The whole record; null: its bytes are damaged. */
export async function readRecord(folder: string, at: Waiting): Promise<SpoolRecord | null> {
  const file = await open(recordsPath(folder, at.segment), "r");
  try {
    const bytes = Buffer.alloc(at.length);
    await file.read(bytes, 0, at.length, at.offset);
    return decodeRecord(bytes)?.record ?? null;
  } finally {
    await file.close();
  }
}

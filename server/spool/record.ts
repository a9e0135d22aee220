import { crc32 } from "node:zlib";
import { z } from "zod";
import { INBOUND_KINDS } from "./inbound";

const head = z.object({
  /** Unique, and the same in every try. */
  id: z.string().min(1),
  kind: z.enum(INBOUND_KINDS),
  /** When it arrived, in ms since 1970. */
  at: z.number(),
  url: z.string(),
  /** As they are sent to the core: names and values in turn. They contain credentials. */
  headers: z.array(z.string()),
  keys: z.array(z.string()).min(1),
});

/** A POST without its body. */
export type RecordHead = z.output<typeof head>;
export type SpoolRecord = RecordHead & { body: Buffer };

/** Begins each frame, so that a reader finds the next one behind a damaged one. */
const MAGIC = Buffer.from("TSP1");
/** Magic, length of what follows, checksum of what follows, length of the head. */
const PREFIX_BYTES = 16;

/** A record as it is written: prefix, head as JSON, body. */
export function encodeRecord({ body, ...rest }: SpoolRecord): Buffer {
  const json = Buffer.from(JSON.stringify(rest));
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + json.length + body.length);
  MAGIC.copy(frame);
  frame.writeUInt32LE(json.length + body.length, 4);
  frame.writeUInt32LE(json.length, 12);
  json.copy(frame, PREFIX_BYTES);
  body.copy(frame, PREFIX_BYTES + json.length);
  frame.writeUInt32LE(checksumOf(frame, frame.length), 8);
  return frame;
}

/** Of the lengths too. */
const checksumOf = (frame: Buffer, end: number): number =>
  crc32(frame.subarray(12, end), crc32(frame.subarray(4, 8)));

type Decoded = { record: SpoolRecord; end: number };

/** The record at the beginning of `bytes`, and where it ends; null: there is no whole one. */
export function decodeRecord(bytes: Buffer): Decoded | null {
  if (bytes.length < PREFIX_BYTES || !bytes.subarray(0, 4).equals(MAGIC)) return null;
  const end = PREFIX_BYTES + bytes.readUInt32LE(4);
  const bodyAt = PREFIX_BYTES + bytes.readUInt32LE(12);
  if (end > bytes.length || bodyAt > end || bytes.readUInt32LE(8) !== checksumOf(bytes, end)) return null;
  const read = head.safeParse(JSON.parse(bytes.toString("utf8", PREFIX_BYTES, bodyAt)));
  return read.success ? { record: { ...read.data, body: bytes.subarray(bodyAt, end) }, end } : null;
}

/** What a file of records contains. */
export type Scan = {
  found: { head: RecordHead; offset: number; length: number }[];
  /** Bytes between records that belong to none. */
  damagedBytes: number;
  /** Where the last whole record ends: behind it is what a killed process had begun to write. */
  end: number;
};

/** Reads all whole records. */
export function scanRecords(bytes: Buffer): Scan {
  const found: Scan["found"] = [];
  let damagedBytes = 0;
  let end = 0;
  for (let at = 0; at >= 0 && at < bytes.length; ) {
    const decoded = decodeRecord(bytes.subarray(at));
    if (decoded === null) {
      at = bytes.indexOf(MAGIC, at + 1);
      continue;
    }
    const { body: _, ...rest } = decoded.record;
    damagedBytes += at - end;
    found.push({ head: rest, offset: at, length: decoded.end });
    at += decoded.end;
    end = at;
  }
  const tail = bytes.subarray(end);
  return { found, damagedBytes: damagedBytes + (isBegun(tail) ? 0 : tail.length), end };
}

/** Whether these are the first bytes of a frame: nobody got an answer for it. */
const isBegun = (tail: Buffer): boolean =>
  tail.length < PREFIX_BYTES ||
  (tail.subarray(0, 4).equals(MAGIC) && PREFIX_BYTES + tail.readUInt32LE(4) > tail.length);

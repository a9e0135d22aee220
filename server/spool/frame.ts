import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { type RecordHead, recordHead, type SpoolRecord } from "./record";

/**
 * What the records of one file are written with. It is chosen at random for each file and never leaves it, so that no sender can write
 * bytes into a body that are read as a record, or as the mark of one that is done.
 */
export type FileKey = { marker: Buffer; secret: Buffer };

const MAGIC = Buffer.from("TICKSP01");
const MARKER_BYTES = 16;
const SECRET_BYTES = 32;
const KEY_END = MAGIC.length + MARKER_BYTES + SECRET_BYTES;
const COPY_BYTES = KEY_END + 4;

/** The key stands there twice: a damaged byte must not cost the file. */
export const HEADER_BYTES = 2 * COPY_BYTES;

export function newFileHeader(): Buffer {
  const copy = Buffer.alloc(COPY_BYTES);
  MAGIC.copy(copy);
  randomBytes(MARKER_BYTES + SECRET_BYTES).copy(copy, MAGIC.length);
  copy.writeUInt32LE(crc32(copy.subarray(0, KEY_END)), KEY_END);
  return Buffer.concat([copy, copy]);
}

/** Null: neither copy of the key is whole. */
export function readFileHeader(bytes: Buffer): FileKey | null {
  for (const from of [0, COPY_BYTES]) {
    const copy = bytes.subarray(from, from + COPY_BYTES);
    if (copy.length < COPY_BYTES || !copy.subarray(0, MAGIC.length).equals(MAGIC)) continue;
    if (copy.readUInt32LE(KEY_END) !== crc32(copy.subarray(0, KEY_END))) continue;
    const key = Buffer.from(copy.subarray(MAGIC.length, KEY_END));
    return { marker: key.subarray(0, MARKER_BYTES), secret: key.subarray(MARKER_BYTES) };
  }
  return null;
}

const MAC_BYTES = 16;
const LENGTHS_AT = MARKER_BYTES;
const MAC_AT = LENGTHS_AT + 8;
/** The marker, the lengths of head and body, and their keyed checksum. */
const PREFIX_BYTES = MAC_AT + MAC_BYTES;

/** A record before its file is known. */
export type Draft = { json: Buffer; body: Buffer; length: number };

export function draftOf({ body, ...head }: SpoolRecord): Draft {
  const json = Buffer.from(JSON.stringify(head));
  return { json, body, length: PREFIX_BYTES + json.length + body.length };
}

/** A record as it is written: prefix, head as JSON, body. */
export function encodeFrame({ json, body, length }: Draft, key: FileKey): Buffer {
  const frame = Buffer.allocUnsafe(length);
  key.marker.copy(frame);
  frame.writeUInt32LE(json.length, LENGTHS_AT);
  frame.writeUInt32LE(body.length, LENGTHS_AT + 4);
  json.copy(frame, PREFIX_BYTES);
  body.copy(frame, PREFIX_BYTES + json.length);
  macOf(frame, key).copy(frame, MAC_AT);
  return frame;
}

/** Of the lengths, the head and the body. */
const macOf = (frame: Buffer, { secret }: FileKey): Buffer =>
  createHmac("sha256", secret)
    .update("record")
    .update(frame.subarray(LENGTHS_AT, MAC_AT))
    .update(frame.subarray(PREFIX_BYTES))
    .digest()
    .subarray(0, MAC_BYTES);

/** The record at the beginning of `bytes`, and where it ends; null: there is no whole one. */
export function decodeFrame(bytes: Buffer, key: FileKey): { record: SpoolRecord; end: number } | null {
  const end = endOf(bytes, key);
  if (end === null || end > bytes.length) return null;
  const frame = bytes.subarray(0, end);
  if (!timingSafeEqual(frame.subarray(MAC_AT, PREFIX_BYTES), macOf(frame, key))) return null;
  const bodyAt = PREFIX_BYTES + frame.readUInt32LE(LENGTHS_AT);
  const read = recordHead.safeParse(JSON.parse(frame.toString("utf8", PREFIX_BYTES, bodyAt)));
  return read.success ? { record: { ...read.data, body: frame.subarray(bodyAt) }, end } : null;
}

/** Where the frame at the beginning would end; null: none begins there. */
const endOf = (bytes: Buffer, { marker }: FileKey): number | null =>
  bytes.length >= PREFIX_BYTES && bytes.subarray(0, MARKER_BYTES).equals(marker)
    ? PREFIX_BYTES + bytes.readUInt32LE(LENGTHS_AT) + bytes.readUInt32LE(LENGTHS_AT + 4)
    : null;

/** What a file of records contains. */
export type Scan = {
  found: { head: RecordHead; offset: number; length: number }[];
  /** Bytes between records that belong to none. */
  damagedBytes: number;
  /** Where the last whole record ends: behind it is what a killed process had begun to write. */
  end: number;
};

/** Reads all whole records. */
export function scanFrames(bytes: Buffer, key: FileKey): Scan {
  const found: Scan["found"] = [];
  let damagedBytes = 0;
  let end = Math.min(HEADER_BYTES, bytes.length);
  for (let at = end; at >= 0 && at < bytes.length; ) {
    const decoded = decodeFrame(bytes.subarray(at), key);
    if (decoded === null) {
      at = bytes.indexOf(key.marker, at + 1);
      continue;
    }
    const { body: _, ...head } = decoded.record;
    damagedBytes += at - end;
    found.push({ head, offset: at, length: decoded.end });
    at += decoded.end;
    end = at;
  }
  const tail = bytes.subarray(end);
  return { found, damagedBytes: damagedBytes + (isBegun(tail, key) ? 0 : tail.length), end };
}

/** Whether these are the first bytes of a frame: nobody got an answer for it. */
const isBegun = (tail: Buffer, key: FileKey): boolean => {
  if (tail.length < PREFIX_BYTES)
    return key.marker.subarray(0, tail.length).equals(tail.subarray(0, MARKER_BYTES));
  const end = endOf(tail, key);
  return end !== null && end > tail.length;
};

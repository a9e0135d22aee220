import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { z } from "zod";
import { runInThread } from "@/server/lib/async/run-in-thread";
import type { ByteRange } from "@/server/lib/files/file-store";
import { readAtMost } from "./read-at-most";

type Mp4File = { bytes: number; read(range: ByteRange): Promise<Readable> };

/** Of a file, and of a box within its index: what follows is not looked at. Recorders write fewer than ten, and as many tracks. */
const BOXES_MAX = 100;
/** The index of some hours. */
const INDEX_BYTES_MAX = 16 * 1024 * 1024;
const HEADER_BYTES = 16;
const SIDE_MAX = 65_535;
const DURATION_MS_MAX = 1_000 * 3_600_000;

/** What the index tells; null: it does not. */
type Mp4 = { durationMs: number | null; size: { width: number; height: number } | null };

/**
 * The duration of an MP4 or QuickTime file, and the size of its picture as it is shown. Reads the headers of boxes, and the index
 * (`moov`) wherever in the file it lies.
 */
async function readMp4(file: Mp4File): Promise<Mp4> {
  const index = await readIndex(file);
  if (!index) return { durationMs: null, size: null };
  const [movie] = boxesOf(index, "mvhd");
  return { durationMs: movie ? durationOf(movie) : null, size: sizeIn(index) };
}

/** The size of the first track that has a picture. */
function sizeIn(index: Buffer): Mp4["size"] {
  for (const track of boxesOf(index, "trak")) {
    const [header] = boxesOf(track, "tkhd");
    const size = header ? sizeOf(header) : null;
    if (size) return size;
  }
  return null;
}

async function readIndex(file: Mp4File): Promise<Buffer | null> {
  let at = 0;
  for (let boxes = 0; boxes < BOXES_MAX && at + 8 <= file.bytes; boxes++) {
    const head = await readPart(file, at, HEADER_BYTES);
    const box = boxAt(head, 0, file.bytes - at);
    if (!box) return null;
    if (box.type === "moov") {
      const length = box.length - box.headBytes;
      return length > INDEX_BYTES_MAX ? null : readPart(file, at + box.headBytes, length);
    }
    at += box.length;
  }
  return null;
}

async function readPart(file: Mp4File, start: number, length: number): Promise<Buffer> {
  const end = Math.min(start + length, file.bytes) - 1;
  if (end < start) return Buffer.alloc(0);
  return (await readAtMost(await file.read({ start, end }), length)) ?? Buffer.alloc(0);
}

type Box = { type: string; headBytes: number; length: number };

/** The box that begins at `at`; null: there is none, or its length is wrong. `available`: how many bytes follow `at`. */
function boxAt(bytes: Buffer, at: number, available: number): Box | null {
  if (bytes.length < at + 8) return null;
  const type = bytes.toString("latin1", at + 4, at + 8);
  const short = bytes.readUInt32BE(at);
  if (short === 0) return { type, headBytes: 8, length: available }; // to the end
  if (short !== 1) return short < 8 || short > available ? null : { type, headBytes: 8, length: short };
  if (bytes.length < at + 16) return null;
  const length = Number(bytes.readBigUInt64BE(at + 8));
  return length < 16 || length > available ? null : { type, headBytes: 16, length };
}

/** The contents of the boxes of a type, among the first `BOXES_MAX`: an index of attackers may have millions. */
function* boxesOf(bytes: Buffer, wanted: string): Generator<Buffer> {
  for (let [at, boxes] = [0, 0]; boxes < BOXES_MAX; boxes++) {
    const box = boxAt(bytes, at, bytes.length - at);
    if (!box) return;
    if (box.type === wanted) yield bytes.subarray(at + box.headBytes, at + box.length);
    at += box.length;
  }
}

/** Of a movie header. A file of fragments has none there. */
function durationOf(header: Buffer): number | null {
  const isLong = header[0] === 1; // 64-bit times
  if (header.length < (isLong ? 32 : 20)) return null;
  const perSecond = header.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  const ms = Math.round((duration / perSecond) * 1000);
  return ms > 0 && ms <= DURATION_MS_MAX ? ms : null;
}

/** A track header ends with a matrix of nine numbers, which turns the picture, and its size: fractions of 1/65536. */
function sizeOf(header: Buffer): { width: number; height: number } | null {
  const matrixAt = header[0] === 1 ? 52 : 40;
  if (header.length < matrixAt + 44) return null;
  const width = Math.round(header.readUInt32BE(matrixAt + 36) / 65_536);
  const height = Math.round(header.readUInt32BE(matrixAt + 40) / 65_536);
  if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX) return null; // a track of sound has none
  const isTurned = header.readInt32BE(matrixAt) === 0 && header.readInt32BE(matrixAt + 4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}

/** What is known of a sound or a video; null: the file does not tell. */
export type InspectedMedia = {
  durationMs: number | null;
  /** Of the picture as it is shown. */
  width: number | null;
  height: number | null;
};

/** A stored file, and how to read it. */
export type MediaFile = {
  contentType: string;
  bytes: number;
  read(range?: ByteRange): Promise<Readable>;
};

/** Larger files are not parsed. */
const MEDIA_BYTES_MAX = 256 * 1024 * 1024;
const PARSE_MS = 20_000;
const PARSER_MB = 128;
/** What `readMp4` reads. */
const MP4_TYPES: ReadonlySet<string> = new Set(["video/mp4", "video/quicktime", "audio/mp4", "audio/x-m4a"]);

/**
 * Reads a sound's or video's properties. MP4 by our own reader: the library tells neither the size of a picture nor the
 * duration of a silent film. Others in a thread that is ended after 20 seconds or 128 MB: a file may make a parser
 * loop. Throws what `read` and its streams throw.
 */
export async function inspectMedia(
  file: MediaFile,
  { withinMs = PARSE_MS }: { withinMs?: number } = {},
): Promise<InspectedMedia> {
  const known = MP4_TYPES.has(file.contentType) ? await readMp4(file) : NOTHING;
  const isEnough = known.durationMs !== null || file.bytes > MEDIA_BYTES_MAX || file.bytes === 0;
  const { durationMs, size } = isEnough ? known : await parse(await file.read(), file, withinMs);
  const { width = null, height = null } = known.size ?? size ?? {};
  return { durationMs, width, height };
}

const NOTHING: Mp4 = { durationMs: null, size: null };

const side = z.number().int().min(1).max(SIDE_MAX);
const parsedFile: z.ZodType<Mp4> = z.object({
  durationMs: z.number().int().min(0).max(DURATION_MS_MAX).nullable().catch(null),
  size: z.object({ width: side, height: side }).nullable().catch(null),
});

async function parse(stdin: Readable, { contentType, bytes }: MediaFile, withinMs: number): Promise<Mp4> {
  const module = createRequire(import.meta.url).resolve("music-metadata");
  const data = { module, file: { mimeType: contentType, size: bytes } };
  const result = await runInThread(PARSER, data, { withinMs, memoryMb: PARSER_MB, stdin });
  // Damaged, of another kind, or too much for the thread.
  return "answer" in result ? parsedFile.catch(NOTHING).parse(result.answer) : NOTHING;
}

const PARSER = `async ({ module, file }, load) => {
  const { parseStream } = await load(module);
  const { format } = await parseStream(process.stdin, file, { duration: true, skipCovers: true });
  const video = format.trackInfo.find((track) => track.video)?.video;
  return {
    durationMs: Math.round(format.duration * 1000),
    size: video && {
      width: video.displayWidth ?? video.pixelWidth,
      height: video.displayHeight ?? video.pixelHeight,
    },
  };
}`;

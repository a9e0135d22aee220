import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { ByteRange } from "./file-store";
import { DURATION_MS_MAX, type Mp4, readMp4, SIDE_MAX } from "./read-mp4";

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

async function parse(stream: Readable, { contentType, bytes }: MediaFile, withinMs: number): Promise<Mp4> {
  const module = createRequire(import.meta.url).resolve("music-metadata");
  const workerData = { module, file: { mimeType: contentType, size: bytes } };
  const resourceLimits = { maxOldGenerationSizeMb: PARSER_MB };
  const options = { eval: true, stdin: true, execArgv: [], workerData, resourceLimits };
  const worker = new Worker(PARSER, options);
  let timer: NodeJS.Timeout | undefined;
  const answer = new Promise<Mp4>((resolve) => {
    worker.once("message", (message) => resolve(parsedFile.catch(NOTHING).parse(message)));
    worker.once("error", () => resolve(NOTHING)); // out of memory
    worker.once("exit", () => resolve(NOTHING));
    timer = setTimeout(() => resolve(NOTHING), withinMs);
  });
  const fault = new Promise<never>((_, reject) => stream.once("error", reject));
  fault.catch(() => undefined);
  try {
    // The parser stops reading where it knows enough: then the rest is cut off, which is no fault.
    if (worker.stdin) pipeline(stream, worker.stdin).catch(() => undefined);
    return await Promise.race([answer, fault]);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    stream.destroy();
  }
}

const PARSER = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { pathToFileURL } = require("node:url");
  async function parse() {
    const { parseStream } = await import(pathToFileURL(workerData.module).href);
    const { format } = await parseStream(process.stdin, workerData.file, { duration: true, skipCovers: true });
    const video = format.trackInfo.find((track) => track.video)?.video;
    return {
      durationMs: Math.round(format.duration * 1000),
      size: video && {
        width: video.displayWidth ?? video.pixelWidth,
        height: video.displayHeight ?? video.pixelHeight,
      },
    };
  }
  parse().then(
    (parsed) => parentPort.postMessage(parsed),
    () => parentPort.postMessage(null), // damaged, or of another kind
  );
`;

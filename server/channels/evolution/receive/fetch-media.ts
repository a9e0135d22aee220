import { z } from "zod";
import {
  answerOf,
  createEvolutionApi,
  type EvolutionAccess,
} from "@/server/channels/evolution/server/evolution-api";
import { failureOf } from "@/server/channels/evolution/server/evolution-outcome";
import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import type { ChannelParts } from "@/server/channels/manifest";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { FileFailure } from "@/server/domain/message/file";
import { insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";
import { createSemaphore, type Semaphore } from "@/server/lib/async/semaphore";
import { shared } from "@/server/lib/shared";
import { innerContent, type MessageMedia } from "./message-content";

const MB = 1024 * 1024;
/** A file comes as base64 within JSON, so it is in memory several times. */
const FILE_BYTES_MAX = 48 * MB;
const ANSWER_BYTES = Math.ceil((FILE_BYTES_MAX * 4) / 3) + MB;
const FETCH_MS = 60_000;
/** At the same time in one process. */
const AT_ONCE = 2;

const mediaAnswer = z.object({
  base64: z.string(),
  fileName: z.string().nullish().catch(null),
  mimetype: z.string().nullish().catch(null),
});
const inline = z.object({ base64: z.string().min(1) });

/** The file cannot be fetched now: Evolution API is to repeat its webhook. */
export class MediaNotReached extends Error {
  override readonly name = "MediaNotReached";
}

const slots = (): Semaphore => shared("evolution media", () => createSemaphore(AT_ONCE));

type Fetching = { access: EvolutionAccess; services: ChannelParts["services"]; accountId: number };

/**
 * Stores a message's file: from the webhook if it has the bytes, else fetched. A file that Evolution API does not have, or that is
 * too large, becomes a row with the reason. Throws `MediaNotReached` where another try may succeed, unless `isLast`.
 */
export async function fetchMedia(
  { access, services, accountId }: Fetching,
  { message, media }: { message: EvolutionMessage; media: MessageMedia },
  { isLast }: { isLast: boolean },
): Promise<number> {
  const caller = systemCaller(accountId);
  const name = nameOf(media);
  const fail = async (failure: FileFailure) =>
    (await insertFailedFile(services, caller, { name, failure })).id;
  if ((media.bytes ?? 0) > FILE_BYTES_MAX) return fail("too_large");
  return slots()(async () => {
    const got = await bytesOf(access, message);
    if (!("bytes" in got)) {
      if (got.failure !== "not_reachable" || isLast) return fail(got.failure);
      throw new MediaNotReached(got.words);
    }
    try {
      const { bytes } = got;
      const file = { name, bytes: chunksOf(bytes), length: bytes.length };
      return (await receiveOrRefuse(services, caller, file)).id;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (error.refusal === "file.not_stored" && !isLast)
        throw new MediaNotReached("the file cannot be stored now", { cause: error });
      if (error.refusal !== "file.over_budget" && error.refusal !== "file.not_stored") throw error;
      return fail("not_stored");
    }
  });
}

type Got = { bytes: Buffer } | { failure: FileFailure; words: string };

async function bytesOf(access: EvolutionAccess, { key, message }: EvolutionMessage): Promise<Got> {
  const posted = inline.safeParse(message);
  if (posted.success) return { bytes: Buffer.from(posted.data.base64, "base64") };
  const api = createEvolutionApi({ totalMs: FETCH_MS, keptBytes: ANSWER_BYTES });
  try {
    // Evolution API does not know every wrapper.
    const wanted = { message: { key, message: message && innerContent(message) }, convertToMp4: false };
    const answered = await api.post(access, "chat/getBase64FromMediaMessage", wanted);
    const read = answerOf(answered, mediaAnswer);
    if (read) return { bytes: Buffer.from(read.base64, "base64") };
    const failure = failureOf(answered, new Date());
    return failure.kind === "refused"
      ? { failure: "not_found", words: failure.error }
      : { failure: "not_reachable", words: failure.reason };
  } finally {
    api.close();
  }
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "audio/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/aac": "aac",
  "audio/amr": "amr",
  "video/mp4": "mp4",
  "video/3gpp": "3gp",
  "application/pdf": "pdf",
};

/** Only documents have a name. */
function nameOf({ kind, fileName, mimetype }: MessageMedia): string {
  if (fileName) return fileName;
  const plain = mimetype.split(";", 1)[0]?.trim() ?? "";
  return `${kind}.${EXTENSIONS[plain] ?? "bin"}`;
}

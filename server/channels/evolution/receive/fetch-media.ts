import { Readable } from "node:stream";
import { z } from "zod";
import {
  answerOf,
  createEvolutionApi,
  type EvolutionAccess,
} from "@/server/channels/evolution/server/evolution-api";
import { mediaFault } from "@/server/channels/evolution/server/evolution-outcome";
import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { FileFailure } from "@/server/domain/message/file";
import { fetchFromChannelLater } from "@/server/files/fetch-later";
import type { FileReference } from "@/server/files/file-source";
import { insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";
import { createSemaphore, type Semaphore } from "@/server/lib/async/semaphore";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import type { EvolutionInbox } from "./evolution-inbox";
import { innerContent, type MessageMedia } from "./message-content";

const MB = 1024 * 1024;
/** A file comes as base64 within JSON, so it is in memory several times. */
const FILE_BYTES_MAX = 48 * MB;
const ANSWER_BYTES = Math.ceil((FILE_BYTES_MAX * 4) / 3) + MB;
const FETCH_MS = 60_000;
/** At the same time in one process. */
const AT_ONCE = 2;

const mediaAnswer = z.object({ base64: z.string() });
const inline = z.object({ base64: z.string().min(1) });

const slots = (): Semaphore => shared("evolution media", () => createSemaphore(AT_ONCE));

type Receiving = Pick<EvolutionInbox, "services" | "accountId" | "inboxId" | "settings">;

/**
 * Stores a message's file: from the webhook if it has the bytes, else fetched. A file that Evolution API does not have, or that is
 * too large, becomes a row with the reason; what may be had later is fetched by the worker.
 */
export async function fetchMedia(
  { services, accountId, inboxId, settings }: Receiving,
  { message, media }: { message: EvolutionMessage; media: MessageMedia },
): Promise<number> {
  const caller = systemCaller(accountId);
  const name = nameOf(media);
  const fail = async (failure: FileFailure) =>
    (await insertFailedFile(services, caller, { name, failure })).id;
  if ((media.bytes ?? 0) > FILE_BYTES_MAX) return fail("too_large");
  return slots()(async () => {
    const reference = referenceOf(message);
    try {
      const bytes = inlineBytes(message) ?? (await bytesOf(settings, reference));
      const file = { name, bytes: chunksOf(bytes), length: bytes.length };
      return (await receiveOrRefuse(services, caller, file)).id;
    } catch (error) {
      const failure = finalFailure(error);
      if (failure) return fail(failure);
      log.warn({ inboxId, reason: reasonOf(error) }, "a file from Evolution API is fetched later");
      const channel = { inboxId, reference };
      return (await fetchFromChannelLater(services, caller, { name, channel })).id;
    }
  });
}

/** What Evolution API finds a file by. It does not know every wrapper. */
function referenceOf({ key, message }: EvolutionMessage): FileReference {
  const { base64: _, ...content } = message ? innerContent(message) : {};
  return { key, message: content };
}

/** The same for the worker, by the reference of `fetchMedia`. */
export const fetchByReference = (
  access: EvolutionAccess,
  reference: FileReference,
  signal: AbortSignal,
): Promise<Download> =>
  slots()(async () => {
    signal.throwIfAborted();
    const bytes = await bytesOf(access, reference);
    return { body: Readable.from(chunksOf(bytes)), length: bytes.length };
  });

/** Those that the webhook has itself, if it is configured so. */
function inlineBytes({ message }: EvolutionMessage): Buffer | null {
  const posted = inline.safeParse(message);
  return posted.success ? Buffer.from(posted.data.base64, "base64") : null;
}

async function bytesOf(access: EvolutionAccess, message: FileReference): Promise<Buffer> {
  const api = createEvolutionApi({ totalMs: FETCH_MS, keptBytes: ANSWER_BYTES });
  try {
    const wanted = { message, convertToMp4: false };
    const answered = await api.post(access, "chat/getBase64FromMediaMessage", wanted);
    const read = answerOf(answered, mediaAnswer);
    if (read) return Buffer.from(read.base64, "base64");
    const { words, isFinal } = mediaFault(answered);
    throw new DownloadFailed(isFinal ? "not_found" : "not_reachable", words);
  } finally {
    api.close();
  }
}

/** Why another try would end the same; null: it may not. */
function finalFailure(error: unknown): FileFailure | null {
  if (!(error instanceof DownloadFailed)) return null;
  return error.fault === "not_reachable" ? null : error.fault;
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

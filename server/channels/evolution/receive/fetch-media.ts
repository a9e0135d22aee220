import { Readable } from "node:stream";
import { z } from "zod";
import { fileNameByType, receiveCustomerFile } from "@/server/channels/customer-file";
import {
  answerOf,
  createEvolutionApi,
  type EvolutionAccess,
} from "@/server/channels/evolution/server/evolution-api";
import { mediaFault } from "@/server/channels/evolution/server/evolution-outcome";
import type { EvolutionMessage } from "@/server/channels/evolution/webhook/envelope";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { FileReference } from "@/server/files/file-source";
import { insertFailedFile } from "@/server/files/receive-file";
import { createSemaphore, type Semaphore } from "@/server/lib/async/semaphore";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";
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

/** Stores a message's file: from the webhook if it has the bytes, else fetched, now or by the worker. */
export async function fetchMedia(
  inbox: Receiving,
  { message, media }: { message: EvolutionMessage; media: MessageMedia },
): Promise<number> {
  const name = nameOf(media);
  if ((media.bytes ?? 0) > FILE_BYTES_MAX) {
    const tooLarge = { name, failure: "too_large" } as const;
    return (await insertFailedFile(inbox.services, systemCaller(inbox.accountId), tooLarge)).id;
  }
  const reference = referenceOf(message);
  const open = async () => downloadOf(inlineBytes(message) ?? (await bytesOf(inbox.settings, reference)));
  return slots()(() => receiveCustomerFile(inbox, { name, reference, open }));
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
    return downloadOf(await bytesOf(access, reference));
  });

const downloadOf = (bytes: Buffer): Download => ({ body: Readable.from(bytes), length: bytes.length });

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

/** Only documents have a name. */
const nameOf = ({ kind, fileName, mimetype }: MessageMedia): string =>
  fileName || fileNameByType(kind, mimetype);

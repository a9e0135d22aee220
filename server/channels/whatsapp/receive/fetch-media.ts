import { z } from "zod";
import type { ChannelInbox } from "@/server/channels/places";
import { createGraph, type Graph, type GraphAccess, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { mediaFault } from "@/server/channels/whatsapp/graph/graph-outcome";
import type { IncomingMedia } from "@/server/channels/whatsapp/webhook/notification";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { FileFailure } from "@/server/domain/message/file";
import { fetchFromChannelLater } from "@/server/files/fetch-later";
import type { FileReference } from "@/server/files/file-source";
import { insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";

const DOWNLOAD_MS = 30_000;

/** Some proxies of Graph name the size as text. */
const mediaAnswer = z.object({
  url: z.string(),
  file_size: z.coerce.number().int().optional().catch(undefined),
});

const mediaReference = z.object({ mediaId: z.string() });

type Fetching = { graph: Graph; access: GraphAccess };
type Receiving = Fetching & ChannelInbox;

/**
 * Fetches a message's file from Meta and stores it. A file that Meta does not have, or that is too large, becomes a row with the
 * reason; what may be had later, as with a new access token, is fetched by the worker.
 */
export async function fetchMedia(receiving: Receiving, media: IncomingMedia): Promise<number> {
  const { services, accountId, inboxId } = receiving;
  const name = nameOf(media);
  const caller = systemCaller(accountId);
  try {
    const signal = AbortSignal.timeout(DOWNLOAD_MS);
    const { body: bytes, length } = await openMedia(receiving, media.id, signal);
    const incoming = { name, bytes, length: length ?? undefined, signal };
    return (await receiveOrRefuse(services, caller, incoming)).id;
  } catch (error) {
    const failure = finalFailure(error);
    if (failure) return (await insertFailedFile(services, caller, { name, failure })).id;
    log.warn({ inboxId, reason: reasonOf(error) }, "a file from WhatsApp is fetched later");
    const channel = { inboxId, reference: { mediaId: media.id } };
    return (await fetchFromChannelLater(services, caller, { name, channel })).id;
  }
}

/** The same for the worker, by the reference of `fetchMedia`. */
export async function fetchByReference(
  access: GraphAccess,
  reference: FileReference,
  signal: AbortSignal,
): Promise<Download> {
  const graph = createGraph(DOWNLOAD_MS);
  try {
    return await openMedia({ graph, access }, mediaReference.parse(reference).mediaId, signal);
  } finally {
    graph.close();
  }
}

/** The bytes of a media id. Meta keeps them under an address that expires within minutes: then it has another one. */
const openMedia = (fetching: Fetching, mediaId: string, signal: AbortSignal): Promise<Download> =>
  open(fetching, mediaId, signal).catch((error: unknown) => {
    if (!isGone(error)) throw error;
    return open(fetching, mediaId, signal);
  });

const isGone = (error: unknown): boolean => error instanceof DownloadFailed && error.fault === "not_found";

async function open(fetching: Fetching, mediaId: string, signal: AbortSignal): Promise<Download> {
  const { graph, access } = fetching;
  const { url, file_size: length } = await locate(fetching, mediaId);
  return { body: await graph.download(access, url, signal), length: length ?? null };
}

/** Where the bytes of a media id are now. */
async function locate({ graph, access }: Fetching, mediaId: string): Promise<z.output<typeof mediaAnswer>> {
  const posted = await graph.get(access, encodeURIComponent(mediaId));
  if (posted.answered && posted.status === 200) {
    const read = mediaAnswer.safeParse(jsonOf(posted.excerpt));
    if (read.success) return read.data;
  }
  const { words, isFinal } = mediaFault(posted);
  throw new DownloadFailed(isFinal ? "not_found" : "not_reachable", words);
}

/** Why another try would end the same; null: it may not. */
function finalFailure(error: unknown): FileFailure | null {
  if (!(error instanceof DownloadFailed)) return null;
  return error.fault === "not_reachable" ? null : error.fault;
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
function nameOf({ filename, mime_type: type = "", voice }: IncomingMedia): string {
  if (filename) return filename;
  const plain = type.split(";", 1)[0]?.trim() ?? "";
  const kind = voice ? "voice" : (plain.split("/", 1)[0] ?? "");
  return `${kind === "application" || kind === "" ? "file" : kind}.${EXTENSIONS[plain] ?? "bin"}`;
}

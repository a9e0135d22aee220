import { z } from "zod";
import { fileNameByType, plainType, receiveCustomerFile } from "@/server/channels/customer-file";
import type { ChannelInbox } from "@/server/channels/places";
import { createGraph, type Graph, type GraphAccess, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { mediaFault } from "@/server/channels/whatsapp/graph/graph-outcome";
import type { IncomingMedia } from "@/server/channels/whatsapp/webhook/notification";
import type { FileReference } from "@/server/files/file-source";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";

const DOWNLOAD_MS = 30_000;

/** Some proxies of Graph name the size as text. */
const mediaAnswer = z.object({
  url: z.string(),
  file_size: z.coerce.number().int().optional().catch(undefined),
});

const mediaReference = z.object({ mediaId: z.string() });

type Fetching = { graph: Graph; access: GraphAccess };
type Receiving = Fetching & ChannelInbox;

/** Fetches a message's file from Meta and stores it, or has the worker fetch it. */
export function fetchMedia(receiving: Receiving, media: IncomingMedia): Promise<number> {
  const signal = AbortSignal.timeout(DOWNLOAD_MS);
  return receiveCustomerFile(receiving, {
    name: nameOf(media),
    reference: { mediaId: media.id },
    signal,
    open: () => openMedia(receiving, media.id, signal),
  });
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

/** Only documents have a name. */
function nameOf({ filename, mime_type: type = "", voice }: IncomingMedia): string {
  if (filename) return filename;
  const kind = voice ? "voice" : (plainType(type).split("/", 1)[0] ?? "");
  return fileNameByType(kind === "application" || kind === "" ? "file" : kind, type);
}

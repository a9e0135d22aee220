import { z } from "zod";
import type { ChannelParts } from "@/server/channels/manifest";
import { type Graph, type GraphAccess, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { failureOf } from "@/server/channels/whatsapp/graph/graph-outcome";
import type { IncomingMedia } from "@/server/channels/whatsapp/webhook/notification";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { FileFailure } from "@/server/domain/message/file";
import { insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";
import { DownloadFailed } from "@/server/lib/outbound/download";

const DOWNLOAD_MS = 30_000;

/** Some proxies of Graph name the size as text. */
const mediaAnswer = z.object({
  url: z.string(),
  file_size: z.coerce.number().int().optional().catch(undefined),
});

/** The file cannot be fetched now: Meta is to repeat the webhook. */
export class MediaNotReached extends Error {
  override readonly name = "MediaNotReached";
}

type Fetching = { graph: Graph; access: GraphAccess; services: ChannelParts["services"]; accountId: number };

/**
 * Fetches a message's file from Meta, which keeps it for some minutes under an address that expires, and stores it. A file that Meta
 * does not have, or that is too large, becomes a row with the reason. Throws `MediaNotReached` where another try may succeed, unless
 * `isLast`.
 */
export async function fetchMedia(
  fetching: Fetching,
  media: IncomingMedia,
  { isLast }: { isLast: boolean },
): Promise<number> {
  const { services, accountId } = fetching;
  const name = nameOf(media);
  const caller = systemCaller(accountId);
  try {
    const signal = AbortSignal.timeout(DOWNLOAD_MS);
    const { bytes, length } = await open(fetching, media.id, signal).catch((error: unknown) => {
      if (!isGone(error)) throw error;
      return open(fetching, media.id, signal); // the link has expired: Meta has another one
    });
    return (await receiveOrRefuse(services, caller, { name, bytes, length, signal })).id;
  } catch (error) {
    const failure = finalFailure(error) ?? (isLast ? lastFailure(error) : null);
    if (failure === null) throw new MediaNotReached("the file cannot be fetched now", { cause: error });
    return (await insertFailedFile(services, caller, { name, failure })).id;
  }
}

const isGone = (error: unknown): boolean => error instanceof DownloadFailed && error.fault === "not_found";

/** The bytes of a media id, and how many they are. */
async function open(fetching: Fetching, mediaId: string, signal: AbortSignal) {
  const { graph, access } = fetching;
  const { url, file_size: length } = await locate(fetching, mediaId);
  return { bytes: await graph.download(access, url, signal), length };
}

/** Where the bytes of a media id are now. */
async function locate({ graph, access }: Fetching, mediaId: string): Promise<z.output<typeof mediaAnswer>> {
  const posted = await graph.get(access, encodeURIComponent(mediaId));
  if (posted.answered && posted.status === 200) {
    const read = mediaAnswer.safeParse(jsonOf(posted.excerpt));
    if (read.success) return read.data;
  }
  const failure = failureOf(posted, new Date());
  throw new DownloadFailed(
    failure.kind === "refused" ? "not_found" : "not_reachable",
    failure.kind === "refused" ? failure.error : failure.reason,
  );
}

/** Why another try would end the same; null: it may not. */
function finalFailure(error: unknown): FileFailure | null {
  if (error instanceof DownloadFailed) return error.fault === "not_reachable" ? null : error.fault;
  return isRefusal(error) && error.refusal === "file.over_budget" ? "not_stored" : null;
}

const lastFailure = (error: unknown): FileFailure =>
  isRefusal(error) && error.refusal === "file.not_stored" ? "not_stored" : "not_reachable";

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

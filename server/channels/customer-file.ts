import { systemCaller } from "@/server/contract/_shared/caller";
import type { FileFailure } from "@/server/domain/message/file";
import { fetchFromChannelLater } from "@/server/files/fetch-later";
import type { FileReference } from "@/server/files/file-source";
import { insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { ChannelInbox } from "./places";

type CustomerFile = {
  name: string;
  /** What the channel's `fetchFile` finds it by. */
  reference: FileReference;
  /** Ends the download and the storing. */
  signal?: AbortSignal;
  open: () => Promise<Download>;
};

/**
 * Stores the file of a customer's message. One that the provider does not have becomes a row with the reason; what may be had later, as
 * with a new access token, is fetched by the worker. Throws what the database throws.
 * @returns the file's id.
 */
export async function receiveCustomerFile(
  { accountId, inboxId, services }: ChannelInbox,
  { name, reference, signal, open }: CustomerFile,
): Promise<number> {
  const caller = systemCaller(accountId);
  let download: Download | undefined;
  try {
    download = await open();
    const { body: bytes, length } = download;
    const incoming = { name, bytes, length: length ?? undefined, signal };
    return (await receiveOrRefuse(services, caller, incoming)).id;
  } catch (error) {
    const failure = finalFailure(error);
    if (failure) return (await insertFailedFile(services, caller, { name, failure })).id;
    log.warn({ inboxId, reason: reasonOf(error) }, "a customer's file is fetched later");
    const channel = { inboxId, reference };
    return (await fetchFromChannelLater(services, caller, { name, channel })).id;
  } finally {
    download?.body.destroy();
  }
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

/** A media type without its parameters. */
export const plainType = (type: string): string => type.split(";", 1)[0]?.trim() ?? "";

/** The name of a file that has none, such as `voice.ogg`. */
export const fileNameByType = (kind: string, type: string): string =>
  `${kind}.${EXTENSIONS[plainType(type)] ?? "bin"}`;

import { z } from "zod";
import { requireWritable } from "@/server/commands/_run/permission";
import type { FreescoutContext } from "@/server/dialects/freescout/context";
import { fetchLater } from "@/server/files/fetch-later";
import { deleteUploads, insertFailedFile, receiveFile } from "@/server/files/receive-file";
import { FILE_NAME_CHARS_MAX, FILE_URL_CHARS_MAX } from "./limits";
import { given, text } from "./read-input";

/** Characters decoded at a time: a multiple of four. */
const STEP = 256 * 1024;

/** Base64 of RFC 4648, also without padding. A pattern over so much text would block the process for longer. */
function isBase64(compact: string): boolean {
  const bare = compact.replace(/={1,2}$/, "");
  if (bare.length < compact.length && compact.length % 4 !== 0) return false;
  for (let at = 0; at < bare.length; at += STEP) {
    const part = bare.slice(at, at + STEP);
    if (
      Buffer.from(part, "base64")
        .toString("base64")
        .replace(/={1,2}$/, "") !== part
    )
      return false;
  }
  return true;
}

/** It may be in lines. */
const withoutBlanks = (value: string): string => (/\s/.test(value) ? value.replace(/\s+/g, "") : value);

/** A file of a thread: its content, or where it is. `mimeType` is ignored: the content decides. */
const attachment = z
  .object({
    fileName: given(text(FILE_NAME_CHARS_MAX)),
    data: given(z.string("must be text").transform(withoutBlanks).refine(isBase64, "is not base64")),
    fileUrl: given(text(FILE_URL_CHARS_MAX)),
  })
  .refine(({ data, fileUrl }) => (data === undefined) !== (fileUrl === undefined), {
    error: "must have either data or fileUrl",
  });
type WireFile = z.infer<typeof attachment>;

/** The most files of one request, whatever the limit of a message. */
const FILES_AT_ONCE = 100;

export const attachments = given(z.array(attachment).max(FILES_AT_ONCE));

type Thread = { attachments?: WireFile[] | undefined };

export const hasFewFiles = (threads: readonly Thread[]): boolean =>
  threads.reduce((count, one) => count + (one.attachments?.length ?? 0), 0) <= FILES_AT_ONCE;
export const TOO_MANY_FILES = `must hold at most ${FILES_AT_ONCE} attachments together`;

/** The files of one thread, stored or to be fetched, and those that could not be taken. */
export type ThreadFiles = { fileIds: number[]; failed: { fileName: string; reason: string }[] };

/** What an answer says of files that could not be taken. */
export function failedOf(files: readonly ThreadFiles[]): { failedAttachments?: ThreadFiles["failed"] } {
  const failedAttachments = files.flatMap(({ failed }) => failed);
  return failedAttachments.length > 0 ? { failedAttachments } : {};
}

/**
 * Stores the files of threads, and runs `work` with them, in the order of the threads. Files that cannot be taken are among
 * them, as failed. Afterwards, files that no message has are deleted.
 */
export async function withFiles<T>(
  c: FreescoutContext,
  threads: readonly Thread[],
  work: (files: readonly ThreadFiles[]) => Promise<T>,
): Promise<T> {
  const { caller, services } = c.var;
  const taken: ThreadFiles[] = [];
  if (threads.some(({ attachments: files = [] }) => files.length > 0)) requireWritable(caller);
  try {
    for (const { attachments: files = [] } of threads) {
      const of: ThreadFiles = { fileIds: [], failed: [] };
      taken.push(of);
      for (const [index, file] of files.entries()) {
        const { id, name, failure } = await takeFile(c, file, index);
        of.fileIds.push(id);
        if (failure !== null) of.failed.push({ fileName: name, reason: failure });
      }
    }
    return await work(taken);
  } finally {
    const ids = taken.flatMap(({ fileIds }) => fileIds);
    await deleteUploads(services, caller, ids);
  }
}

function takeFile({ var: { caller, services } }: FreescoutContext, file: WireFile, index: number) {
  const { fileName: name = "", data, fileUrl: url } = file;
  if (index >= services.fileLimits.perMessage)
    return insertFailedFile(services, caller, { name, failure: "too_many" });
  if (url !== undefined) return fetchLater(services, caller, { name, url });
  const [bytes, length] = [decoded(data ?? ""), Buffer.byteLength(data ?? "", "base64")];
  return receiveFile(services, caller, { name, bytes, length });
}

async function* decoded(base64: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < base64.length; at += STEP) yield Buffer.from(base64.slice(at, at + STEP), "base64");
}

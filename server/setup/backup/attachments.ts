import pLimit from "p-limit";
import type { Archive } from "@/server/lib/archive/read-archive";
import type { ArchiveWriter } from "@/server/lib/archive/write-archive";
import { endedBy, FileMissing, type FileStore } from "@/server/lib/files/file-store";
import { listFolderKeys } from "@/server/lib/files/folder-store";
import { attachmentKey, attachmentPart, formatBytes } from "./backup-format";

/** Bytes of attachments: how many files, their size, and the keys under which the store has nothing. */
export type CopiedAttachments = { files: number; bytes: number; missing: string[] };

type Progress = { signal: AbortSignal; onProgress(line: string): void };

/** A line for the operator after so many files. */
const REPORTED = 1_000;
/** Written at the same time: each waits for the disk. */
const AT_ONCE = 8;

/** Appends the bytes that rows of the backup name. What the store does not have is left out. */
export async function addAttachments(
  writer: ArchiveWriter,
  { files, keys, signal, onProgress }: Progress & { files: FileStore; keys: readonly string[] },
): Promise<CopiedAttachments> {
  const copied: CopiedAttachments = { files: 0, bytes: 0, missing: [] };
  for (const key of keys) {
    signal.throwIfAborted();
    const size = await addAttachment(writer, { files, signal }, key);
    if (size === null) copied.missing.push(key);
    else {
      copied.files += 1;
      copied.bytes += size;
    }
    if ((copied.files + copied.missing.length) % REPORTED === 0)
      onProgress(`attachments: ${copied.files} of ${keys.length} (${formatBytes(writer.bytes())} written)`);
  }
  return copied;
}

/** Its size; null: it is not there any more. Opened first: what is open can be read to its end. */
async function addAttachment(
  writer: ArchiveWriter,
  { files, signal }: { files: FileStore; signal: AbortSignal },
  key: string,
): Promise<number | null> {
  try {
    const contents = endedBy(signal, await files.read(key));
    try {
      const size = await files.size(key);
      if (size !== null) await writer.addStream(attachmentPart(key), size, contents);
      return size;
    } finally {
      contents.destroy();
    }
  } catch (error) {
    if (error instanceof FileMissing) return null;
    throw signal.aborted ? signal.reason : error;
  }
}

/** Writes the bytes of an archive's attachments. Those that are there already stay: a key is never used twice. */
export async function restoreAttachments(
  archive: Archive,
  { files, signal, onProgress }: Progress & { files: FileStore },
): Promise<{ files: number; bytes: number }> {
  const restored = { files: 0, bytes: 0 };
  const limit = pLimit(AT_ONCE);
  const restore = async (key: string, part: { name: string; bytes: number }) => {
    signal.throwIfAborted();
    if ((await files.size(key)) !== part.bytes) {
      await files.remove(key); // half of one, of an interrupted restore
      await files.write(key, archive.stream(part.name), signal);
    }
    restored.files += 1;
    restored.bytes += part.bytes;
    if (restored.files % REPORTED === 0)
      onProgress(`attachments: ${restored.files} (${formatBytes(restored.bytes)})`);
  };
  await Promise.all(
    archive.parts.flatMap((part) => {
      const key = attachmentKey(part.name);
      return key === null ? [] : [limit(() => restore(key, part))];
    }),
  );
  return restored;
}

/** Removes what lies in the folder of a store and no row names: of the database that was replaced. */
export async function removeUnknown(
  files: FileStore,
  { folder, keys }: { folder: string; keys: readonly string[] },
): Promise<void> {
  const known = new Set(keys);
  for await (const key of listFolderKeys(folder)) if (!known.has(key)) await files.remove(key);
}

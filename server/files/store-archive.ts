import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";
import type { Caller } from "@/server/contract/_shared/caller";
import { type FileStore, FileStoreFull, newArchiveKey } from "@/server/lib/files/file-store";
import { measureBytes } from "@/server/lib/media/read-at-most";
import type { Database } from "@/server/store/_postgres/db";
import { archiveDocument } from "@/server/store/archives/archive-document";
import type { Archivable } from "@/server/store/archives/archived-conversations";
import { insertFile, saveStored } from "@/server/store/files/files";
import type { UploadLimits } from "@/server/store/files/upload-usage";
import { deleteUploads } from "./receive-file";

type Archiving = {
  database: Database;
  files: FileStore;
  uploads: Pick<UploadLimits, "disk">;
  now: () => Date;
};

/** A document in the file store, which nothing has yet. */
export type StoredArchive = {
  conversationId: number;
  fileId: number;
  /** The SHA-256 of its text, by which a change of the conversation is found. */
  digest: string;
};

/**
 * Writes the document of a conversation into the file store, as a file that is deleted after `UNATTACHED_HOURS` unless an
 * archive comes to have it. Its bytes are durable when it returns. Throws what the file store throws, and `FileStoreFull` when
 * the disk has no more room than its reserve; nothing is left of it then.
 */
export async function storeArchive(
  { database, files, uploads, now }: Archiving,
  { accountId, actor }: Pick<Caller, "accountId" | "actor">,
  { conversationId, inboxId, displayId }: Archivable,
): Promise<StoredArchive> {
  const { disk } = uploads;
  if (disk && (await disk.free()) < disk.bytes)
    throw new FileStoreFull("the disk has no more room than its reserve");
  const file = await insertFile(database, {
    accountId,
    creator: actor,
    name: `conversation-${displayId}.json.gz`,
    key: newArchiveKey({ accountId, inboxId, displayId, at: now() }),
    state: "uploading",
    now: now(),
  });
  try {
    const hash = createHash("sha256");
    const text = hashed(archiveDocument(database, { accountId, conversationId }), hash);
    const meter = measureBytes(gzipped(text), Number.POSITIVE_INFINITY, () => undefined);
    await files.write(file.key, meter.bytes);
    const stored = await saveStored(database, accountId, {
      id: file.id,
      contentType: "application/gzip",
      bytes: meter.count(),
      sha256: meter.sha256(),
      isInspected: true,
      now: now(),
    });
    if (!stored) throw new Error("the file of an archive was deleted while it was written");
    return { conversationId, fileId: file.id, digest: hash.digest("hex") };
  } catch (error) {
    await deleteUploads({ database }, { accountId }, [file.id]);
    throw error;
  }
}

async function* hashed(
  parts: AsyncIterable<string>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<string> {
  for await (const part of parts) {
    hash.update(part);
    yield part;
  }
}

function gzipped(text: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const gzip = createGzip();
  pipeline(text, gzip, () => undefined); // a fault of the text is thrown to who reads `gzip`
  return gzip;
}

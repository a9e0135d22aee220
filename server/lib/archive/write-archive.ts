import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Header } from "tar";
import { readFree } from "@/server/lib/files/disk-reserve";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import {
  type ArchivePart,
  BLOCK_BYTES,
  MANIFEST,
  MANIFEST_DIGEST,
  paddingOf,
  readArchive,
} from "./read-archive";

export type ArchiveWriter = {
  /** Appends a part. */
  add(name: string, contents: Buffer): Promise<void>;
  /** Appends as many bytes, streamed. Throws when there are more or fewer. */
  addStream(name: string, bytes: number, contents: AsyncIterable<Buffer>): Promise<void>;
  /** Appends a file, streamed. Throws when its size changes meanwhile. */
  addFile(name: string, path: string): Promise<void>;
  /** Bytes written so far. */
  bytes(): number;
};

/**
 * Writes a tar archive that only its owner can read, with a manifest of digests at its end. It is written under another
 * name (`.partial`), read back and compared with the digests, and renamed last: an interrupted run leaves no archive.
 * @param signal ends it until it has its name.
 * @param leavesFree so many bytes of its disk stay free.
 * @throws StartFailure when the file exists or cannot be written, or the disk has no room; the signal's reason.
 */
export async function writeArchive(
  path: string,
  { now, signal, leavesFree = 0 }: { now: Date; signal?: AbortSignal; leavesFree?: number },
  fill: (writer: ArchiveWriter) => Promise<void>,
): Promise<{ bytes: number; parts: number }> {
  const draft = `${path}.partial`;
  await refuseExisting(path);
  const file = await open(draft, "w", 0o600).catch((error: unknown) => {
    throw new StartFailure(`cannot write ${draft}: ${reasonOf(error)}`);
  });
  try {
    const requireRoom = () => refuseFull(dirname(path), leavesFree);
    const parts = await writeParts(file, { now, requireRoom }, fill);
    await file.sync();
    await file.close();
    const { bytes } = await readArchive(draft, signal);
    await refuseExisting(path);
    signal?.throwIfAborted();
    await rename(draft, path);
    await syncFolder(dirname(path));
    return { bytes, parts: parts.length };
  } catch (error) {
    await file.close().catch(() => undefined); // closed already after a fault of the comparison
    await rm(draft, { force: true });
    throw error;
  }
}

/** The disk is looked at again after so many bytes. */
const DISK_STEP_BYTES = 16 * 1024 * 1024;

async function refuseFull(folder: string, leavesFree: number): Promise<void> {
  if (leavesFree > 0 && (await readFree(folder)) < leavesFree)
    throw new StartFailure(
      `no room: ${leavesFree} bytes of the disk of ${folder} stay free for the database`,
    );
}

async function writeParts(
  file: FileHandle,
  { now, requireRoom }: { now: Date; requireRoom(): Promise<void> },
  fill: (writer: ArchiveWriter) => Promise<void>,
): Promise<ArchivePart[]> {
  const parts: ArchivePart[] = [];
  let [written, looksAt] = [0, 0];
  const write = async (chunk: Buffer) => {
    if (written >= looksAt) {
      await requireRoom();
      looksAt = written + DISK_STEP_BYTES;
    }
    await file.writeFile(chunk); // continues at the end of what was written
    written += chunk.length;
  };
  const add = async (name: string, bytes: number, contents: Iterable<Buffer> | AsyncIterable<Buffer>) => {
    const hash = createHash("sha256");
    let read = 0;
    await write(headerOf(name, bytes, now));
    for await (const chunk of contents) {
      hash.update(chunk);
      read += chunk.length;
      await write(chunk);
    }
    if (read !== bytes)
      throw new Error(`${name} changed while it was read: ${read} bytes instead of ${bytes}`);
    await write(Buffer.alloc(paddingOf(bytes)));
    parts.push({ name, bytes, sha256: hash.digest("hex") });
  };
  const addBuffer = (name: string, contents: Buffer) => add(name, contents.length, [contents]);
  const addFile = async (name: string, path: string) => {
    const source = await open(path);
    const { size } = await source.stat();
    await add(name, size, createReadStream(path, { fd: source, end: Math.max(0, size - 1) }));
  };
  await fill({ add: addBuffer, addStream: add, addFile, bytes: () => written });
  const manifest = Buffer.from(`${JSON.stringify({ parts })}\n`);
  await addBuffer(MANIFEST, manifest);
  const digest = createHash("sha256").update(manifest).digest("hex");
  await addBuffer(MANIFEST_DIGEST, Buffer.from(`${digest}  ${MANIFEST}\n`));
  await write(Buffer.alloc(2 * BLOCK_BYTES));
  return parts;
}

/** @throws RangeError the name or the size needs more than one block: `readArchive` reads plain headers only. */
function headerOf(name: string, bytes: number, mtime: Date): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const header = new Header({ path: name, size: bytes, mode: 0o600, uid: 0, gid: 0, mtime, type: "File" });
  if (header.encode(block))
    throw new RangeError(`${name} with ${bytes} bytes does not fit into a tar archive`);
  return block;
}

async function refuseExisting(path: string): Promise<void> {
  const found = await open(path).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw new StartFailure(`cannot write ${path}: ${reasonOf(error)}`);
  });
  if (!found) return;
  await found.close();
  throw new StartFailure(`${path} exists already: name another file, or delete it`);
}

/** Makes the rename survive a power failure; not every system can open a folder. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder).catch(() => null);
  if (!opened) return;
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

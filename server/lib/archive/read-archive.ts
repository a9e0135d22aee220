import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Header } from "tar";
import { z } from "zod";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";

export type Archive = {
  /** The parts in their order, without the manifest. */
  parts: readonly ArchivePart[];
  bytes: number;
  /** The contents of a part that fits into memory. */
  read(name: string): Promise<Buffer>;
  /** The contents of a part of any size. */
  stream(name: string): Readable;
};

type Entry = { bytes: number; at: number };

/**
 * Opens an archive of `writeArchive` after comparing every part with its digest, in constant memory.
 * @param signal ends the comparison, which takes minutes for a large archive.
 * @throws DamagedArchive with the name of the first damaged or missing part. StartFailure when the file cannot be read. The signal's reason.
 */
export async function readArchive(path: string, signal?: AbortSignal): Promise<Archive> {
  signal?.throwIfAborted();
  const { entries, bytes } = await listEntries(path);
  const stream = (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new DamagedArchive(name, "is missing");
    const { at, bytes: size } = entry;
    return size === 0 ? Readable.from([]) : createReadStream(path, { start: at, end: at + size - 1 });
  };
  const read = async (name: string) => buffer(stream(name));
  const parts = await readManifest(entries, read);
  for (const { name, bytes: size, sha256 } of parts) {
    const entry = entries.get(name);
    if (!entry) throw new DamagedArchive(name, "is missing");
    if (entry.bytes !== size) throw new DamagedArchive(name, `has ${entry.bytes} bytes instead of ${size}`);
    if ((await digestOf(stream(name), signal)) !== sha256)
      throw new DamagedArchive(name, "differs from its digest in the manifest");
  }
  return { parts, bytes, read, stream };
}

async function readManifest(
  entries: ReadonlyMap<string, Entry>,
  read: (name: string) => Promise<Buffer>,
): Promise<ArchivePart[]> {
  const manifest = await read(MANIFEST);
  const [digest] = (await read(MANIFEST_DIGEST)).toString("utf8").split(" ");
  if (createHash("sha256").update(manifest).digest("hex") !== digest)
    throw new DamagedArchive(MANIFEST, "differs from its digest");
  const { parts } = archiveManifest.parse(JSON.parse(manifest.toString("utf8")));
  const listed = new Set([...parts.map(({ name }) => name), MANIFEST, MANIFEST_DIGEST]);
  const unlisted = [...entries.keys()].find((name) => !listed.has(name));
  if (unlisted !== undefined) throw new DamagedArchive(unlisted, "is not in the manifest");
  return parts;
}

/** Where each part begins. */
async function listEntries(path: string): Promise<{ entries: Map<string, Entry>; bytes: number }> {
  const file = await open(path).catch((error: unknown) => {
    throw new StartFailure(`cannot read ${path}: ${reasonOf(error)}`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new StartFailure(`${path} is not a file`);
    const { size } = stat;
    const entries = new Map<string, Entry>();
    const block = Buffer.alloc(BLOCK_BYTES);
    let last = "";
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, at);
      if (bytesRead < BLOCK_BYTES) throw headerFault(last, path);
      const { nullBlock, cksumValid, path: name, size: bytes } = new Header(block);
      if (nullBlock) return { entries, bytes: size }; // it follows the last entry
      if (!cksumValid || !name || bytes === undefined) throw headerFault(last, path);
      if (entries.has(name)) throw new DamagedArchive(name, "is there twice");
      entries.set(name, { bytes, at: at + BLOCK_BYTES });
      last = name;
      at += BLOCK_BYTES + bytes + paddingOf(bytes);
      if (at > size) throw new DamagedArchive(name, "is cut off");
    }
  } finally {
    await file.close();
  }
}

const headerFault = (last: string, path: string) =>
  last === ""
    ? new StartFailure(`${path} is not a backup of Tickline`)
    : new DamagedArchive(`the part after ${last}`, "cannot be read");

async function digestOf(contents: AsyncIterable<Buffer>, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of contents) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** The unit of a tar archive, in bytes: a header is one block, and contents are padded to whole blocks. */
export const BLOCK_BYTES = 512;

/** How many zeros follow contents of this size. */
export const paddingOf = (bytes: number): number => (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;

/** The last two entries of an archive: what it contains, and the digest of that list. */
export const MANIFEST = "manifest.json";
export const MANIFEST_DIGEST = "manifest.sha256";

export const archivePart = z.object({
  name: z.string(),
  bytes: z.number().int().min(0),
  /** In hexadecimal digits, of the part as it lies in the archive. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** One entry of an archive. */
export type ArchivePart = z.infer<typeof archivePart>;

export const archiveManifest = z.object({ parts: z.array(archivePart) });

/** What cannot be read, by the name of the part; the message is a sentence for the operator. */
export class DamagedArchive extends StartFailure {
  readonly part: string;
  constructor(part: string, fault: string) {
    super(`the archive is damaged: ${part} ${fault}`);
    this.part = part;
  }
}

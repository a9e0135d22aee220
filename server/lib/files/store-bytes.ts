import { createHash } from "node:crypto";
import type { FileStore } from "./file-store";
import { SNIFFED_BYTES, sniffType } from "./sniff-type";

/** More bytes came than are taken. */
export class FileTooLarge extends Error {
  override readonly name = "FileTooLarge";
}

export type StoredBytes = { bytes: number; sha256: string; contentType: string };

type Storing = {
  files: FileStore;
  key: string;
  /** Decides among types that their content does not tell apart. */
  name: string;
  bytesMax: number;
  signal?: AbortSignal | undefined;
};

/**
 * Stores a stream of bytes, and counts, hashes and sniffs it on its way. Throws `FileTooLarge`, what the source throws, and what
 * `FileStore.write` does; then nothing is stored.
 */
export async function storeBytes(
  source: AsyncIterable<Uint8Array>,
  { files, key, name, bytesMax, signal }: Storing,
): Promise<StoredBytes> {
  const hash = createHash("sha256");
  const head: Uint8Array[] = [];
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      if (bytes < SNIFFED_BYTES) head.push(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) throw new FileTooLarge(`more than ${bytesMax} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  await files.write(key, counted(), signal);
  const contentType = await sniffType(Buffer.concat(head).subarray(0, SNIFFED_BYTES), name);
  return { bytes, sha256: hash.digest("hex"), contentType };
}

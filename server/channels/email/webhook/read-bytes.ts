import type { Readable } from "node:stream";

/** Bytes as far as they were read, and how many there are at least. */
export type ReadBytes = { raw: Buffer; bytes: number };

/** Reads a stream to its end, or until it has more than `bytesMax`; then `raw` has the first of them. Leaves the stream open. */
export async function readAtMost(stream: Readable, bytesMax: number): Promise<ReadBytes> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > bytesMax) break;
  }
  return { raw: Buffer.concat(chunks), bytes };
}

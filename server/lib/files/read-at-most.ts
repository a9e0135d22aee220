import type { Readable } from "node:stream";

/** All bytes; null, with the stream destroyed, if there are more than `bytesMax`. Throws what the stream throws. */
export async function readAtMost(stream: Readable, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bytesMax) return null; // leaving the loop destroys the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

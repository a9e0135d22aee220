import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { SNIFFED_BYTES } from "./sniff-type";

/** More bytes came than are taken. */
export class FileTooLarge extends Error {
  override readonly name = "FileTooLarge";
}

export type MeasuredBytes = {
  bytes: AsyncIterable<Uint8Array>;
  /** How many came until now. */
  count(): number;
  /** The first `SNIFFED_BYTES` of them. */
  head(): Buffer;
  /** Whether the source threw. */
  isBroken(): boolean;
  /** Of all bytes, in hexadecimal. Once. */
  sha256(): string;
};

/**
 * Passes bytes on while it counts and hashes them; keeps the first ones. They throw `FileTooLarge`, what `spend` throws when it
 * is told of them, and what the source throws. No generator: see `trackSource`. To be read once.
 */
export function measureBytes(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
  spend: (bytes: number) => undefined | Promise<void>,
): MeasuredBytes {
  const hash = createHash("sha256");
  const head: Uint8Array[] = [];
  const chunks = source[Symbol.asyncIterator]();
  let [count, headBytes, isBroken] = [0, 0, false];
  type Result = IteratorResult<Uint8Array>;
  const measure = (result: Result): Result | Promise<Result> => {
    if (result.done) return result;
    const { value } = result;
    count += value.byteLength;
    if (count > bytesMax) throw new FileTooLarge(`more than ${bytesMax} bytes`);
    hash.update(value);
    if (headBytes < SNIFFED_BYTES) {
      head.push(value.subarray(0, SNIFFED_BYTES - headBytes));
      headBytes += value.byteLength;
    }
    const spending = spend(value.byteLength);
    return spending === undefined ? result : spending.then(() => result);
  };
  const noteBroken = (error: unknown): never => {
    isBroken = true;
    throw error;
  };
  const end = async () => {
    await chunks.return?.();
    return { done: true as const, value: undefined };
  };
  const endAndThrow = (error: unknown) => end().then(() => Promise.reject(error));
  const next = () => {
    const read = chunks.next().catch(noteBroken).then(measure);
    return read.catch((error: unknown) => (isBroken ? Promise.reject(error) : endAndThrow(error)));
  };
  return {
    bytes: { [Symbol.asyncIterator]: () => ({ next, return: end }) },
    count: () => count,
    head: () => Buffer.concat(head),
    isBroken: () => isBroken,
    sha256: () => hash.digest("hex"),
  };
}

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

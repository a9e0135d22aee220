import { createHash } from "node:crypto";
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

/** Passes bytes on while it counts and hashes them; keeps the first ones. They throw `FileTooLarge`, and what the source throws. */
export function measureBytes(source: AsyncIterable<Uint8Array>, bytesMax: number): MeasuredBytes {
  const hash = createHash("sha256");
  const head: Uint8Array[] = [];
  let [count, headBytes, isBroken] = [0, 0, false];
  async function* measured(): AsyncGenerator<Uint8Array> {
    const chunks = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await chunks.next().catch((error: unknown) => {
          isBroken = true;
          throw error;
        });
        if (done) return;
        count += value.byteLength;
        if (count > bytesMax) throw new FileTooLarge(`more than ${bytesMax} bytes`);
        hash.update(value);
        if (headBytes < SNIFFED_BYTES) {
          head.push(value.subarray(0, SNIFFED_BYTES - headBytes));
          headBytes += value.byteLength;
        }
        yield value;
      }
    } finally {
      await chunks.return?.();
    }
  }
  return {
    bytes: measured(),
    count: () => count,
    head: () => Buffer.concat(head),
    isBroken: () => isBroken,
    sha256: () => hash.digest("hex"),
  };
}

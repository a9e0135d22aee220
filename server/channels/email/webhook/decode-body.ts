import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Refusal } from "@/server/contract/_shared/refusal";

/** A body as it was before it was compressed. */
export type DecodedBody = {
  stream: Readable;
  /** Whether an error is that of a body that cannot be decompressed. */
  isBroken(error: unknown): boolean;
  /** Leaves the request's stream to others, wherever reading ended. */
  leave(): void;
};

const DECODERS = new Map<string, () => Transform>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/** Decompresses a body as it is read, no further: who reads bounds what a small one may become. Refuses `media.unsupported`. */
export function decodeBody(stream: Readable, encoding = "identity"): DecodedBody {
  const name = encoding.trim().toLowerCase();
  if (name === "identity" || name === "") return { stream, isBroken: () => false, leave: () => {} };
  const decoder = DECODERS.get(name)?.();
  if (!decoder)
    throw new Refusal("media.unsupported", {
      detail: `content-encoding: ${[...DECODERS.keys()].join(", ")}`,
    });
  stream.once("error", (error) => decoder.destroy(error)).pipe(decoder);
  return {
    stream: decoder,
    isBroken: (error) => error === decoder.errored,
    leave: () => {
      stream.unpipe(decoder);
      decoder.destroy();
    },
  };
}

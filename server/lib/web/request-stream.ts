import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";

/** The parts of a Hono context that are read. */
type RequestContext = { env?: { incoming?: IncomingMessage } | undefined; req: { raw: Request } };

/** The bytes of a request as they arrive: of Node's own request, where there is one, since that is faster. */
export function streamOf({ env, req }: RequestContext): Readable {
  if (env?.incoming) return env.incoming;
  const { body } = req.raw;
  return body ? Readable.fromWeb(body as WebStream) : Readable.from([]); // both types are the same stream
}

/** The client has so long, and may send so many bytes more, until it reads an answer that was decided earlier. */
const DRAIN_MS = 15_000;
const DRAIN_BYTES = 64 * 1024 * 1024;

/**
 * Discards the rest of a body that is refused. A client that is still sending when its connection ends gets no answer, but an
 * error of the connection.
 */
export function discardRest(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let rest = DRAIN_BYTES;
    const end = () => {
      clearTimeout(timer);
      stream.off("data", count);
      resolve();
    };
    const count = (chunk: Uint8Array) => {
      rest -= chunk.byteLength;
      if (rest < 0) end();
    };
    const timer = setTimeout(end, DRAIN_MS);
    stream.on("data", count).once("end", end).once("error", end).once("close", end);
    stream.resume(); // one that was piped elsewhere is paused, and a listener alone does not make it flow
  });
}

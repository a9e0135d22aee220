import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { MiddlewareHandler } from "hono";

export type BodyErrors = {
  /** The body has more bytes than allowed. */
  tooLarge: () => Error;
  /** The client hung up, or broke the chunked encoding. */
  broken: (cause?: unknown) => Error;
};

/** A request's whole body, at most `bytesMax`, with or without a content-length. */
export async function readBytes(
  request: Request,
  bytesMax: number,
  errors: BodyErrors,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = request.headers.get("content-length");
  if (length === null) return readChunks(request, bytesMax, errors);
  if (Number(length) > bytesMax) await refuseTooLarge(request, errors);
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    throw errors.broken(error);
  }
}

async function refuseTooLarge(request: Pick<Request, "body">, { tooLarge }: BodyErrors): Promise<never> {
  const { body } = request;
  if (body) await discardRest(Readable.fromWeb(body as WebStream)); // both types are the same stream
  throw tooLarge();
}

async function readChunks(
  { body }: Request,
  bytesMax: number,
  errors: BodyErrors,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader
      .read()
      .catch((error: unknown) => Promise.reject(errors.broken(error)));
    if (done) break;
    length += value.byteLength;
    if (length > bytesMax) {
      reader.releaseLock();
      await refuseTooLarge({ body }, errors);
    }
    chunks.push(value);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/**
 * Refuses a body of more than `bytesMax` bytes, with or without a content-length. Hono's own middleware creates a request from
 * the adapter's, which only works where the adapter replaces the global `Request`. The adapter's own `body` and `signal` are read
 * only where they are needed: they make its light request a whole one, which costs more than most handlers.
 */
export const limitBody =
  (bytesMax: number, errors: BodyErrors): MiddlewareHandler =>
  async (c, next) => {
    const request = c.req.raw;
    const { headers, method, url } = request;
    if (Number(headers.get("content-length")) > bytesMax) await refuseTooLarge(request, errors);
    if (!headers.has("transfer-encoding") || !request.body) return next();
    const bytes = await readBytes(request, bytesMax, errors);
    c.req.raw = new Request(url, { method, headers, signal: request.signal, body: bytes });
    return next();
  };

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

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
  if (Number(length) > bytesMax) throw errors.tooLarge();
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    throw errors.broken(error);
  }
}

async function readChunks(
  { body }: Request,
  bytesMax: number,
  { tooLarge, broken }: BodyErrors,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader.read().catch((error: unknown) => Promise.reject(broken(error)));
    if (done) break;
    length += value.byteLength;
    if (length > bytesMax) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/**
 * Refuses a body of more than `bytesMax` bytes, with or without a content-length. Hono's own middleware creates a request from
 * the adapter's, which only works where the adapter replaces the global `Request`.
 */
export const limitBody =
  (bytesMax: number, errors: BodyErrors): MiddlewareHandler =>
  async (c, next) => {
    const { body, headers, method, signal, url } = c.req.raw;
    if (Number(headers.get("content-length")) > bytesMax) throw errors.tooLarge();
    if (!body || !headers.has("transfer-encoding")) return next();
    const bytes = await readBytes(c.req.raw, bytesMax, errors);
    c.req.raw = new Request(url, { method, headers, signal, body: bytes });
    return next();
  };

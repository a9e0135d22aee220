import type { MiddlewareHandler } from "hono";

export type BodyErrors = {
  /** The body has more bytes than allowed. */
  tooLarge: () => Error;
  /** The client hung up, or broke the chunked encoding. */
  broken: () => Error;
};

/**
 * Refuses a body of more than `bytesMax` bytes, with or without a content-length. Hono's own middleware creates a request from
 * the adapter's, which only works where the adapter replaces the global `Request`.
 */
export const limitBody =
  (bytesMax: number, { tooLarge, broken }: BodyErrors): MiddlewareHandler =>
  async (c, next) => {
    const { body, headers, method, signal, url } = c.req.raw;
    if (Number(headers.get("content-length")) > bytesMax) throw tooLarge();
    if (!body || !headers.has("transfer-encoding")) return next();
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (const reader = body.getReader(); ; ) {
      const { done, value } = await reader.read().catch(() => Promise.reject(broken()));
      if (done) break;
      bytes += value.byteLength;
      if (bytes > bytesMax) throw tooLarge();
      chunks.push(value);
    }
    c.req.raw = new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
    return next();
  };

import type { MiddlewareHandler } from "hono";
import { type BodyErrors, readBytes } from "./read-bytes";

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

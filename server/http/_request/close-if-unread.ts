import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * An answer before the whole body was read, such as a refusal, ends the connection: the server discards the rest of the body
 * only up to some size, and a client that sent its next request on that connection would get no answer.
 */
export function closeIfUnread(req: IncomingMessage, res: ServerResponse): void {
  const keepsAlive = res.shouldKeepAlive;
  const hasBody = Number(req.headers["content-length"]) > 0 || "transfer-encoding" in req.headers;
  if (!keepsAlive || !hasBody) return;
  res.shouldKeepAlive = false;
  req.once("end", () => {
    res.shouldKeepAlive = keepsAlive;
  });
}

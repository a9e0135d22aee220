import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTPException } from "hono/http-exception";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readBytes as readBodyBytes } from "@/server/lib/web/read-bytes";

export const BODY_BYTES_MAX = 1_048_576;

/** The client hung up, or broke the chunked encoding. */
const broken = (cause: unknown) => new HTTPException(400, { cause });
const errors = { tooLarge: () => new HTTPException(413), broken };

/** A request's whole body. Refuses a body over 1 MiB, with or without a content-length. */
export const readBytes = (request: Request): Promise<Uint8Array> =>
  readBodyBytes(request, BODY_BYTES_MAX, errors);

/** The whole body of a request that Node has received, with a content-length; null when the client disconnected. */
export const readIncoming = (req: IncomingMessage): Promise<Buffer | null> =>
  new Promise((resolve) => {
    if (req.destroyed && !req.readableEnded) return resolve(null); // it emits nothing more
    const chunks: Buffer[] = [];
    req
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => resolve(Buffer.concat(chunks)))
      .on("error", () => resolve(null))
      .on("close", () => resolve(null));
  });

/** A body as JSON; an empty body counts as `{}`. Refuses other types, broken JSON or UTF-8, and text that no column can store. */
export function parseJson(bytes: Uint8Array, contentType: string | null): unknown {
  if (bytes.byteLength === 0) return {};
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? ""))
    throw new Refusal("media.unsupported");
  const value = decode(bytes);
  refuseBadText(value);
  return value;
}

function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw broken(error);
  }
}

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

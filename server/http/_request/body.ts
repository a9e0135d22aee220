import { HTTPException } from "hono/http-exception";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { Refusal } from "@/server/contract/_shared/refusal";

export const BODY_BYTES_MAX = 1_048_576;

/** A request's whole body. Refuses a body over 1 MiB, with or without a content-length. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const length = request.headers.get("content-length");
  if (length !== null && Number(length) > BODY_BYTES_MAX) throw new HTTPException(413);
  try {
    return length === null ? await readChunks(request) : new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    if (error instanceof HTTPException) throw error;
    throw new HTTPException(400, { cause: error }); // the client hung up, or broke the chunked encoding
  }
}

async function readChunks({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > BODY_BYTES_MAX) throw new HTTPException(413);
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

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
    throw new HTTPException(400, { cause: error });
  }
}

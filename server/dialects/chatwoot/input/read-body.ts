import { WireError } from "@/server/dialects/chatwoot/errors";
import { emptyTree, isTree, type Tree, treeOf } from "./form-tree";
import { badRequest } from "./storable";

/** The maximum of a body in bytes: 150,000 characters of content in any script, with room for attributes. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/**
 * The parameters in a request's body: JSON, urlencoded or multipart. None in an empty body, or one of another
 * type. Refuses a body that cannot be parsed (400) or is too long (413).
 */
export async function readBody(request: Request): Promise<Tree> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return emptyTree();
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (/^[^;]*\bjson\b/.test(type)) return parseJson(bytes);
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type)) return emptyTree();
  // The boundary is case-sensitive: the header is passed on unchanged.
  const form = new Response(bytes, {
    headers: { "content-type": request.headers.get("content-type") ?? "" },
  });
  return treeOf(await form.formData().catch(() => Promise.reject(badRequest("the form does not parse"))));
}

function parseJson(bytes: Uint8Array<ArrayBuffer>): Tree {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isTree(parsed) ? parsed : emptyTree();
  } catch {
    throw badRequest("the body is not JSON");
  }
}

async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > BODY_BYTES_MAX) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = request.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > BODY_BYTES_MAX) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

const tooLarge = () =>
  new WireError({ status: 413, body: { error: `The body is larger than ${BODY_BYTES_MAX} bytes` } });

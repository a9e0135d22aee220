import { createHash } from "node:crypto";
import { badRequest, brokenBody, tooLarge } from "@/server/dialects/chatwoot/errors";
import { readBytes } from "@/server/lib/web/read-bytes";
import { emptyTree, isTree, PARAMETERS_MAX, type Tree, tooManyParameters, treeOf } from "./form-tree";

/** The maximum of a body in bytes: 150,000 characters of content in any script, with room for attributes. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/**
 * The parameters in a request's body: JSON, urlencoded or multipart. None in an empty body, or one of another
 * type. Refuses a body that cannot be parsed or has too many parameters (400), or is too long (413).
 */
export async function readBody(request: Request): Promise<Tree> {
  const bytes = await readBytes(request, BODY_BYTES_MAX, errors);
  if (isKeyed(request)) noteDigest(request, createHash("sha256").update(bytes).digest("hex"));
  if (bytes.byteLength === 0) return emptyTree();
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (/^[^;]*\bjson\b/.test(type)) return parseJson(bytes);
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/.test(type)) return emptyTree();
  // The boundary is case-sensitive: the header is passed on unchanged.
  const contentType = request.headers.get("content-type") ?? "";
  if (hasMany(bytes, separatorOf(contentType))) throw tooManyParameters();
  const form = new Response(bytes, { headers: { "content-type": contentType } });
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

const errors = { tooLarge: () => tooLarge(BODY_BYTES_MAX), broken: brokenBody };

/** The text between two parameters of a form. */
function separatorOf(contentType: string): string {
  if (!/^multipart\b/i.test(contentType)) return "&";
  const [, quoted, plain = ""] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return `--${quoted ?? plain}`;
}

/** Whether a form has far too many parameters. Counted before it is parsed; `treeOf` counts exactly. */
function hasMany(bytes: Uint8Array<ArrayBuffer>, separator: string): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let found = 0;
  for (let at = text.indexOf(separator); at >= 0 && found <= PARAMETERS_MAX + 1; found++)
    at = text.indexOf(separator, at + separator.length);
  return found > PARAMETERS_MAX + 1;
}

export const CONVERSATIONS_A_PAGE = 25;
export const CONTACTS_A_PAGE = 15;
/** Without a token, bodies are smaller, in bytes; the files of a form are not counted. */
export const PUBLIC_BODY_BYTES_MAX = 256 * 1024;
export const CONVERSATIONS_OF_CONTACT_MAX = 20;
/** The most contacts that a filter compares one by one. */
export const CONTACTS_COMPARED_MAX = 1_000;
export const NOTIFICATIONS_A_PAGE = 15;
/** The newest notifications that are paged by number. */
export const NOTIFICATIONS_MAX = 300;

const digests = new WeakMap<Request, string>();

/** Notes the digest of a request's body when it is read: a repeated request under one Idempotency-Key has the same. */
export const noteDigest = (request: Request, digest: string): void => void digests.set(request, digest);

/** The digest of a body that was read; empty without a body. */
export const digestOf = (request: Request): string => digests.get(request) ?? "";

/** Whether the digest is needed. */
export const isKeyed = (request: Request): boolean => request.headers.has("idempotency-key");

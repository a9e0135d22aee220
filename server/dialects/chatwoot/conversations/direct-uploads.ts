import { randomUUID } from "node:crypto";
import { requireWritable } from "@/server/commands/_run/permission";
import { servicesFor } from "@/server/commands/_run/services";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type ChatwootContext,
  type PublicContext,
  pathId,
  type Route,
  renderingOf,
} from "@/server/dialects/chatwoot/context";
import { badRequest, invalid } from "@/server/dialects/chatwoot/errors";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { reachConversation } from "@/server/dialects/chatwoot/reach";
import { announceFile, openAnnounced, receiveAnnounced } from "@/server/files/direct-upload";
import { streamOf } from "@/server/lib/web/read-bytes";

export const directUploadRoutes: readonly Route[] = [
  ["POST", "/conversations/:conversation_id/direct_uploads", announce],
];

/** Where the bytes go: the address has its own credential, as upstream's. */
export const UPLOAD_PATH = "/api/v1/direct_uploads";

/** A type of 16 bytes in base64. */
const MD5 = /^[A-Za-z0-9+/]{22}==$/;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(;.*)?$/;
const CONTENT_TYPE_CHARS_MAX = 255;

/** ActiveStorage's protocol: announces a file, whose bytes are then PUT to `direct_upload.url`. */
async function announce(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  requireWritable(caller);
  await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw);
  const blob = params.under("blob");
  if (!blob) throw invalid("blob", "can't be blank");
  const name = blob.text("filename", NAME_CHARS_MAX);
  const bytes = blob.count("byte_size");
  const md5 = blob.text("checksum", 100);
  const contentType = blob.text("content_type", CONTENT_TYPE_CHARS_MAX) ?? "application/octet-stream";
  const { bytesMax } = services.fileLimits;
  if (!name?.trim()) throw invalid("filename", "can't be blank");
  if (bytes === undefined) throw invalid("byte_size", "can't be blank");
  if (bytes > bytesMax) throw invalid("byte_size", `must be at most ${bytesMax}`);
  if (!md5 || !MD5.test(md5)) throw invalid("checksum", "must be an MD5 in base64");
  if (!CONTENT_TYPE.test(contentType)) throw invalid("content_type", "is invalid");
  const now = services.now();
  const uploadId = randomUUID();
  const { token, signedId } = announceFile(caller, { uploadId, name, contentType, bytes, md5 }, now);
  return c.json({
    key: uploadId,
    filename: name,
    content_type: contentType,
    metadata: {},
    service_name: "local",
    byte_size: bytes,
    checksum: md5,
    created_at: now.toISOString(),
    signed_id: signedId,
    direct_upload: {
      url: new URL(`${UPLOAD_PATH}/${token}`, renderingOf(c).baseUrl).href,
      headers: { "Content-Type": contentType },
    },
  });
}

/** Takes the bytes of an announced file. */
export async function receiveUpload(c: PublicContext): Promise<Response> {
  const { services } = c.var;
  const file = openAnnounced(c.req.param("token") ?? "", services.now());
  if (!file) throw new Refusal("resource.not_found");
  await receiveAnnounced(
    {
      stream: streamOf(c),
      contentType: c.req.header("content-type"),
      length: c.req.header("content-length"),
      errors: { broken: () => badRequest("the body broke off") },
      signal: c.req.raw.signal,
    },
    servicesFor(services, file),
    file,
  );
  return c.body(null, 204);
}

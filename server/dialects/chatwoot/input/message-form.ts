import { createHash } from "node:crypto";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Caller } from "@/server/contract/_shared/caller";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { badRequest, tooLarge } from "@/server/dialects/chatwoot/errors";
import { deleteUploads } from "@/server/files/receive-file";
import { type Form, isForm, receiveForm } from "@/server/files/receive-form";
import { streamOf } from "@/server/lib/web/read-bytes";
import { isKeyed, noteDigest } from "./body-digest";
import { treeOf } from "./form-tree";
import { type Params, readParams, readParamsOf } from "./params";
import { BODY_BYTES_MAX } from "./read-body";

type Sender = {
  caller: Caller;
  /** Of the body without its files; default 5 MiB. */
  bytesMax?: number;
  /** The name under which a body's keys may be; default that of a message. */
  resource?: string;
};

/**
 * Reads the parameters of a message, and stores the files of a form while it arrives. Every file of the form belongs to the
 * message: Chatwoot's clients name them `attachments[]`, `attachments` or `attachments[0]`. After `work`, files that no message
 * has are deleted.
 */
export async function withMessageForm<T>(
  c: PublicContext,
  { caller, bytesMax = BODY_BYTES_MAX, resource = "message" }: Sender,
  work: (params: Params, fileIds: readonly number[]) => Promise<T>,
): Promise<T> {
  const contentType = c.req.header("content-type") ?? "";
  if (!isForm(contentType)) return work(await readParams(c.req.raw, resource), []);
  requireWritable(caller);
  const { services } = c.var;
  const errors = {
    tooLarge: () => tooLarge(bytesMax),
    broken: () => badRequest("the form is damaged, or broke off"),
  };
  const form = await receiveForm(
    {
      stream: streamOf(c),
      contentType,
      length: c.req.header("content-length"),
      errors,
      fieldsBytesMax: bytesMax,
    },
    services,
    caller,
  );
  if (isKeyed(c.req.raw)) noteDigest(c.req.raw, digestOfForm(form));
  const fileIds = form.files.map(({ file }) => file.id);
  try {
    return await work(readParamsOf(c.req.raw, treeOf(form.fields), resource), fileIds);
  } finally {
    await deleteUploads(services, caller, fileIds);
  }
}

/** Of the fields and the contents of the files: the boundary of a repeated form differs. */
function digestOfForm({ fields, files }: Form): string {
  const contents = files.map(({ file: { name, bytes, sha256, failure } }) => [name, bytes, sha256, failure]);
  return createHash("sha256")
    .update(JSON.stringify([fields, contents]))
    .digest("hex");
}

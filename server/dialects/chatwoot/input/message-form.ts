import { createHash } from "node:crypto";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { badRequest, tooLarge } from "@/server/dialects/chatwoot/errors";
import { openSignedId } from "@/server/files/direct-upload";
import { deleteUploads } from "@/server/files/receive-file";
import { type Form, isForm, receiveForm } from "@/server/files/receive-form";
import { streamOf } from "@/server/lib/web/read-bytes";
import { findUploads } from "@/server/queries/messages/files";
import { treeOf } from "./form-tree";
import { type Params, readParams, readParamsOf } from "./params";
import { BODY_BYTES_MAX, isKeyed, noteDigest } from "./read-body";

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

const SIGNED_ID_CHARS_MAX = 500;
/** More than a message may have; the command refuses fewer ones too many. */
const SIGNED_IDS_MAX = 100;

/** The files that a message names by the signed ids of direct uploads, in order, each once. Refuses any other text, and a file without bytes. */
export async function findSignedFiles(
  { database }: Pick<Services, "database">,
  { accountId }: Pick<Caller, "accountId">,
  params: Params,
): Promise<number[]> {
  const signed = params.list("attachments", SIGNED_ID_CHARS_MAX) ?? [];
  if (signed.length === 0) return [];
  if (signed.length > SIGNED_IDS_MAX) throw refused();
  const uploadIds = signed.map((one) => openSignedId(accountId, one));
  const known = uploadIds.filter((id) => id !== null);
  const files = await findUploads(database, accountId, known);
  const ids = known.flatMap((id) => files.get(id) ?? []);
  if (ids.length < signed.length) throw refused();
  return [...new Set(ids)];
}

const refused = (): Refusal =>
  new Refusal("input.invalid", {
    field: "attachments",
    detail: "attachments must be files of a form, or the signed ids of uploaded files",
  });

import { createHash } from "node:crypto";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { refuseReadOnly } from "@/server/commands/_run/permission";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileLimits } from "@/server/domain/file/file";
import { deleteUploads } from "@/server/files/delete-uploads";
import { receiveFile, refuseFailed, UploadBroken } from "@/server/files/receive-file";
import { type Form, isForm, receiveForm } from "@/server/files/receive-form";
import { parseJson, readBytes } from "@/server/http/_request/body";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { streamOf } from "@/server/lib/web/request-stream";
import { jsonOfForm } from "./form-json";

/** A request's body: as JSON, with the ids of the files that came with it in `fileIds`. */
export type Body = {
  json: unknown;
  /** The hash by which requests with the same Idempotency-Key are compared. */
  fingerprint: () => string;
  /** Deletes the files that came with the request and are neither attached nor the answer; undefined: it failed. */
  dropFiles: (answer: unknown) => Promise<void>;
};

/** `attach`: files of a message, in a form; `upload`: one file, in a form or as the whole body. */
export type TakesFiles = "attach" | "upload";

const errors = { tooLarge: () => new HTTPException(413), broken: () => new HTTPException(400) };

/** Reads a body: JSON, or what `takes` allows. Its files are stored already. */
export async function readBody(
  c: Context<HttpEnv>,
  { services, caller, takes }: { services: Services; caller: Caller; takes: TakesFiles | undefined },
): Promise<Body> {
  const contentType = c.req.header("content-type") ?? "";
  const subject = `${c.req.method.toLowerCase()} ${c.req.path}\n`;
  if (!takes || (takes === "attach" && !isForm(contentType))) {
    const bytes = c.req.method === "GET" ? new Uint8Array() : await readBytes(c.req.raw);
    const fingerprint = () => createHash("sha256").update(subject).update(bytes).digest("hex");
    const json = parseJson(bytes, contentType || null);
    if (takes) requireFewFiles(services.fileLimits, json);
    return { json, fingerprint, dropFiles: async () => undefined };
  }
  refuseReadOnly(caller);
  refuseAnnounced(c, services, takes);
  const form = isForm(contentType) ? await formOf(c, services, caller) : await wholeBody(c, services, caller);
  const ids = form.files.map(({ file }) => file.id);
  const dropFiles = (answer: unknown) =>
    deleteUploads(services, caller, takes === "upload" ? without(ids, answer) : ids);
  try {
    if (takes === "upload") await refuseUnlessOne(form, services, caller);
    const files = form.files.map(({ file: { name, bytes, sha256, failure } }) => [
      name,
      bytes,
      sha256,
      failure,
    ]);
    const fingerprint = () =>
      createHash("sha256")
        .update(subject)
        .update(JSON.stringify([form.fields, files]))
        .digest("hex");
    return { json: jsonOfForm(form), fingerprint, dropFiles };
  } catch (error) {
    await dropFiles(undefined);
    throw error;
  }
}

/** How many files a message may have is a setting, which schemas do not know. */
function requireFewFiles({ perMessage }: FileLimits, json: unknown): void {
  const ids = typeof json === "object" && json !== null && "fileIds" in json ? json.fileIds : null;
  if (Array.isArray(ids) && ids.length > perMessage)
    throw new Refusal("file.too_many", { field: "fileIds", detail: `at most ${perMessage}` });
}

/** A single file whose length is announced and too great is refused before it is sent. */
function refuseAnnounced(c: Context<HttpEnv>, { fileLimits }: Services, takes: TakesFiles): void {
  const announced = Number(c.req.header("content-length") ?? 0);
  const slack = 1_048_576; // the form around it
  if (takes === "upload" && announced > fileLimits.bytesMax + slack)
    throw new Refusal("file.too_large", { field: "file", detail: `at most ${fileLimits.bytesMax} bytes` });
}

const without = (ids: readonly number[], answer: unknown): number[] =>
  ids.filter((id) => !(typeof answer === "object" && answer !== null && "id" in answer && answer.id === id));

const formOf = (c: Context<HttpEnv>, services: Services, caller: Caller): Promise<Form> =>
  receiveForm(
    { stream: streamOf(c), contentType: c.req.header("content-type") ?? "", errors },
    services,
    caller,
  );

/** The body as one file, named by the query. */
async function wholeBody(c: Context<HttpEnv>, services: Services, caller: Caller): Promise<Form> {
  const name = c.req.query("name");
  if (!name) throw new Refusal("input.invalid", { field: "name", detail: "is missing in the query" });
  const bytes = streamOf(c).iterator({ destroyOnReturn: false });
  const file = await receiveFile(services, caller, { name, bytes }).catch((error: unknown) => {
    throw error instanceof UploadBroken ? errors.broken() : error;
  });
  return { fields: [], files: [{ field: "file", file }] };
}

async function refuseUnlessOne({ files }: Form, services: Services, caller: Caller): Promise<void> {
  const [first, second] = files;
  if (!first) throw new Refusal("input.invalid", { field: "file", detail: "is missing" });
  if (second) throw new Refusal("input.invalid", { field: "file", detail: "must be one file" });
  await refuseFailed(services, caller, first.file);
}

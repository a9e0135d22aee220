import { createHash } from "node:crypto";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Services } from "@/server/commands/_run/services";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Attachment } from "@/server/contract/_shared/dto";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusalCode, Refusal } from "@/server/contract/_shared/refusal";
import type { FileLimits } from "@/server/domain/message/file";
import { receiveBody, refuseAnnounced } from "@/server/files/receive-body";
import { deleteUploads, refuseFailed } from "@/server/files/receive-file";
import { type Form, isForm, receiveForm } from "@/server/files/receive-form";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { parseJson, readBytes } from "@/server/http/_request/body";
import { streamOf } from "@/server/lib/web/read-bytes";

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
  const subject = `${c.req.method.toLowerCase()} ${c.req.path}${new URL(c.req.url).search}\n`;
  if (!takes || (takes === "attach" && !isForm(contentType))) {
    const bytes = c.req.method === "GET" ? new Uint8Array() : await readBytes(c.req.raw);
    const fingerprint = () => createHash("sha256").update(subject).update(bytes).digest("hex");
    const json = parseJson(bytes, contentType || null);
    if (takes) requireFewFiles(services.fileLimits, json);
    return { json, fingerprint, dropFiles: async () => undefined };
  }
  requireWritable(caller);
  const isForOne = takes === "upload";
  const receive = !isForm(contentType) ? wholeBody : isForOne ? formOfOne : formOf;
  const form: ReceivedForm = await receive(c, services, caller);
  const ids = form.files.map(({ file }) => file.id);
  const dropFiles = (answer: unknown) =>
    deleteUploads(services, caller, isForOne ? without(ids, answer) : ids);
  try {
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
    const json = jsonOfForm(form);
    refuseBadText(json);
    return { json, fingerprint, dropFiles };
  } catch (error) {
    await dropFiles(undefined);
    throw error;
  }
}

/** How many files a message may have is a setting, which schemas do not know. */
export function requireFewFiles({ perMessage }: FileLimits, json: unknown): void {
  const ids = typeof json === "object" && json !== null && "fileIds" in json ? json.fileIds : null;
  if (Array.isArray(ids) && ids.length > perMessage)
    throw new Refusal("file.too_many", { field: "fileIds", detail: `at most ${perMessage}` });
}

const without = (ids: readonly number[], answer: unknown): number[] =>
  ids.filter((id) => !(typeof answer === "object" && answer !== null && "id" in answer && answer.id === id));

/** Bytes of the form around a file. */
const SLACK_BYTES = 1_048_576;

const formOf = (c: Context<HttpEnv>, services: Services, caller: Caller): Promise<Form> =>
  receiveForm(
    {
      stream: streamOf(c),
      contentType: c.req.header("content-type") ?? "",
      length: c.req.header("content-length"),
      errors,
    },
    services,
    caller,
  );

/** A form with one file; refuses none, several, and one that could not be taken. */
async function formOfOne(c: Context<HttpEnv>, services: Services, caller: Caller): Promise<Form> {
  const announced = { stream: streamOf(c), length: c.req.header("content-length"), slack: SLACK_BYTES };
  await refuseAnnounced(announced, services, caller);
  const form = await formOf(c, services, caller);
  const [first, second] = form.files;
  if (!first) throw new Refusal("input.invalid", { field: "file", detail: "is missing" });
  if (second) {
    const ids = form.files.map(({ file }) => file.id);
    await deleteUploads(services, caller, ids);
    throw new Refusal("input.invalid", { field: "file", detail: "must be one file" });
  }
  await refuseFailed(services, caller, first.file);
  return form;
}

/** The body as one file, named by the query. */
async function wholeBody(c: Context<HttpEnv>, services: Services, caller: Caller): Promise<ReceivedForm> {
  const name = c.req.query("name");
  if (!name) throw new Refusal("input.invalid", { field: "name", detail: "is missing in the query" });
  const length = c.req.header("content-length");
  const { signal } = c.req.raw;
  const file = await receiveBody({ stream: streamOf(c), length, name, errors, signal }, services, caller);
  return { fields: [], files: [{ file }] };
}

/** Fields that are texts in JSON, whatever they look like: those of the body, and those of an object in it. */
const TEXTS: ReadonlySet<string> = new Set([
  ...["content", "clientId", "sourceId", "direction", "template"],
  ...["[sourceId]", "[name]", "[email]", "[phone]", "email[subject]", "location[address]"],
]);

/** What came, as a form. Its files are stored. */
type ReceivedForm = {
  fields: Form["fields"];
  files: readonly { file: Pick<Attachment, "id" | "name" | "bytes" | "sha256" | "failure"> }[];
};

/**
 * A form as the JSON that it stands for: `from[sourceId]` is a field of an object, `mentionIds[]` an item of a list, and a
 * value that is no text is written as in JSON. Its files are `fileIds`, after those that it names.
 */
function jsonOfForm({ fields, files }: ReceivedForm): Record<string, unknown> {
  const json: Record<string, unknown> = Object.create(null);
  for (const [name, text] of fields) {
    const [, outer = name, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    if (inner === undefined) json[outer] = fieldValue(text, outer);
    else if (inner === "") json[outer] = [...listIn(json[outer]), fieldValue(text, outer)];
    else json[outer] = { ...objectIn(json[outer]), [inner]: fieldValue(text, `[${inner}]`, name) };
  }
  const { fileIds = [] } = json;
  // Anything but a list is left for the schema to refuse.
  if (files.length > 0 && Array.isArray(fileIds))
    json["fileIds"] = [...fileIds, ...files.map(({ file }) => file.id)];
  return { ...json };
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const objectIn = (value: unknown): object =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

function fieldValue(text: string, ...names: readonly string[]): unknown {
  if (names.some((name) => TEXTS.has(name))) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the schema says what it should be
  }
}

/** Parsed fields without `undefined`: an absent field has no key, as in the commands' inputs. */
export type Parsed<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Types zod's output without `undefined`: an absent field has no key. */
export const given = <T extends object>(fields: T): Parsed<T> => fields as Parsed<T>;

/** The body by its schema; refuses `input.invalid` with the first invalid field. */
export function parseInput<T>(schema: z.ZodType<T> | undefined, value: unknown): Parsed<T> {
  const parsed = schema?.safeParse(value);
  if (parsed?.success === false) throw new Refusal("input.invalid", faultOf(parsed.error, value));
  return parsed?.data as Parsed<T>; // undefined without a schema: the type is then never or unknown
}

/** The query string; a name given twice is refused like any other invalid value. */
export function parseQuery<T>(
  schema: z.ZodType<T> | undefined,
  queries: Record<string, string[]>,
): Parsed<T> {
  const value = Object.fromEntries(
    Object.entries(queries).map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  );
  refuseBadText(value);
  return parseInput(schema, value);
}

/** The path's parameters. An invalid id is not found, like an unknown one. */
export function parsePath<T>(schema: z.ZodType<T> | undefined, params: Record<string, string>): T {
  const parsed = schema?.safeParse(params);
  if (parsed?.success === false) {
    const code = parsed.error.issues[0]?.message; // the schema's message is the refusal code of the noun
    throw new Refusal(isRefusalCode(code) ? code : "resource.not_found");
  }
  return parsed?.data as T; // as above
}

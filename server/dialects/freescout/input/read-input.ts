import { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { onOneLine } from "@/server/contract/_shared/fields";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FreescoutContext } from "@/server/dialects/freescout/context";
import { errorAnswer, type Fault, invalid, WireError } from "@/server/dialects/freescout/errors";
import { createSemaphore } from "@/server/lib/async/semaphore";
import { discardRest, readBytes, streamOf } from "@/server/lib/web/read-bytes";
import {
  BODY_BYTES_MAX,
  FILES_BODY_BYTES_MAX,
  LARGE_BODIES,
  LARGE_BODIES_WAITING,
  SUBJECT_CHARS_MAX,
} from "./limits";

/** A request's JSON, with its keys in the order of the request. */
export type Written = Readonly<Record<string, unknown>>;

type Body = { bytes: Uint8Array; json: Written };

/** A request's body: a JSON object, or empty. Refuses a body that cannot be parsed, is too long, or cannot be stored. */
export async function readJson(c: FreescoutContext, bytesMax = BODY_BYTES_MAX): Promise<Body> {
  const bytes = await readBytes(c.req.raw, bytesMax, errorsOf(bytesMax));
  if (bytes.byteLength === 0) return { bytes, json: {} };
  const type = c.req.header("content-type") ?? "application/json";
  if (!/^[^;]*\bjson\b/i.test(type)) throw new Refusal("media.unsupported");
  const json = parse(bytes);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new WireError(errorAnswer(400, "The body is no JSON object."));
  refuseBadText(json);
  return { bytes, json: json as Written }; // an object that is no array has text keys
}

const readLarge = createSemaphore(LARGE_BODIES);
let large = 0;

/**
 * The same for a body that may have files: a large one, which must name its length, is read when few others are. It counts until
 * `work` ends. Refuses `server.busy` when too many wait.
 */
export async function withLargeJson<T>(c: FreescoutContext, work: (body: Body) => Promise<T>): Promise<T> {
  const announced = Number(c.req.header("content-length") ?? 0);
  if (announced <= BODY_BYTES_MAX) return work(await readJson(c));
  if (announced > FILES_BODY_BYTES_MAX) {
    await discardRest(streamOf(c));
    throw errorsOf(FILES_BODY_BYTES_MAX).tooLarge();
  }
  if (large >= LARGE_BODIES + LARGE_BODIES_WAITING) throw new Refusal("server.busy");
  large += 1;
  try {
    return await readLarge(async () => work(await readJson(c, FILES_BODY_BYTES_MAX)));
  } finally {
    large -= 1;
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new WireError(errorAnswer(400, "The body is not JSON."));
  }
}

/** The client hung up, or broke the chunked encoding. */
const broken = () => new WireError(errorAnswer(400, "The body broke off."));

const errorsOf = (bytesMax: number) => ({
  tooLarge: () => new WireError(errorAnswer(413, `The body is larger than ${bytesMax} bytes.`)),
  broken,
});

/** Input by its schema; unknown keys are ignored. Refuses with every invalid field. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(...parsed.error.issues.slice(0, FAULTS_MAX).map(faultOf));
}

const FAULTS_MAX = 20;

const faultOf = ({ path, message }: z.core.$ZodIssue): Fault => ({ path: path.join("."), message });

/** The query string; of a name given twice the last counts. */
export function readQuery<T>(c: FreescoutContext, schema: z.ZodType<T>): T {
  const query = Object.fromEntries(new URL(c.req.url).searchParams);
  refuseBadText(query);
  return parseInput(schema, query);
}

const ID = /^\d{1,16}$/;
const MUST_BE_ID = "must be an id";

/** An id, as a number or as digits. */
export const id = z
  .union([z.number(), z.string().regex(ID, MUST_BE_ID).transform(Number)], { error: MUST_BE_ID })
  .pipe(z.number(MUST_BE_ID).int(MUST_BE_ID).positive(MUST_BE_ID).max(Number.MAX_SAFE_INTEGER, MUST_BE_ID));

/** Text of at most `charsMax` characters, as people count them. */
export const text = (charsMax: number) =>
  z
    .string("must be text")
    .refine(
      (value) => value.length <= charsMax || [...value].length <= charsMax,
      `is longer than ${charsMax} characters`,
    );

/** A subject: one line, without what reverses the text around it. */
export const subject = text(SUBJECT_CHARS_MAX).transform(onOneLine);

/** Null counts as absent. */
export const given = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

/** true and false, also in the notation of a form or query. */
export const flag = z
  .union([z.boolean(), z.literal([0, 1]), z.literal(["true", "false", "0", "1", ""])], {
    error: "must be true or false",
  })
  .transform((value) => value === true || value === 1 || value === "true" || value === "1");

/** Ids in one text, separated by commas. */
export const idList = z
  .string()
  .transform((value) => value.split(",").map((part) => part.trim()))
  .pipe(z.array(z.string().regex(ID, MUST_BE_ID).transform(Number)).min(1).max(100));

const LAST_MS = Date.parse("9999-12-31T23:59:59Z");

/** An instant in ISO 8601; a day means its start in UTC. */
export const instant = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/,
    "must be an ISO 8601 time",
  )
  .transform(
    (value) => new Date(/T|\s/.test(value) && !/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? `${value}Z` : value),
  )
  .refine((at) => at.getTime() >= 0 && at.getTime() <= LAST_MS, "must be an ISO 8601 time");

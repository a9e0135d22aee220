import { isSafeNumber, parse } from "lossless-json";
import type { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { isTooDeep } from "@/server/contract/_shared/input-fault";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { WukongimContext } from "@/server/dialects/wukongim/context";
import { errorAnswer, invalid, WireError } from "@/server/dialects/wukongim/errors";
import { readBytes } from "@/server/lib/web/read-bytes";

/** The bytes of a body. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Integers beyond 2^53 are read as `bigint`: a rounded id would be another message's. */
const readNumber = (text: string): number | bigint =>
  /^-?\d+$/.test(text) && !isSafeNumber(text) ? BigInt(text) : Number(text);

/** The request's body by its schema; unknown keys are ignored. */
export async function readBody<T>(c: WukongimContext, schema: z.ZodType<T>): Promise<T> {
  const type = c.req.header("content-type") ?? "application/json";
  if (!/^[^;]*\bjson\b/i.test(type)) throw new Refusal("media.unsupported");
  const json = parseBody(await readBytes(c.req.raw, BODY_BYTES_MAX, errors));
  refuseBadText(json);
  return parseInput(schema, json);
}

/** The request's query by its schema; of a name given twice the first counts. */
export function readQuery<T>(c: WukongimContext, schema: z.ZodType<T>): T {
  const query = c.req.query();
  refuseBadText(query);
  return parseInput(schema, query);
}

/** Input by its schema. Refuses with the first invalid field. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "body";
  throw invalid(`${field}: ${issue?.message ?? "is invalid"}`);
}

/** As many digits as an integer beyond 2^53 has, in a number or not. */
const LONG_NUMBER = /\d{16}/;

function parseBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return {};
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isTooDeep(text)) throw invalid("The body is nested too deep.");
    return LONG_NUMBER.test(text) ? parse(text, undefined, readNumber) : JSON.parse(text);
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw invalid("The body is not JSON.");
  }
}

const errors = {
  tooLarge: () => new WireError(errorAnswer(413, `The body is larger than ${BODY_BYTES_MAX} bytes.`)),
  broken: () => invalid("The body broke off."),
};

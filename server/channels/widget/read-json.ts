import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { faultOf, isTooDeep } from "@/server/contract/_shared/input-fault";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readBytes } from "@/server/lib/web/read-bytes";

/** The longest message as JSON with every character escaped. */
const BODY_BYTES_MAX = 1_048_576;
const errors = {
  tooLarge: () => new HTTPException(413),
  broken: (cause?: unknown) => new HTTPException(400, { cause }),
};

/** A request's JSON body, of this schema. Refuses `media.unsupported` and `input.invalid`. */
export async function readJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const bytes = await readBytes(request, BODY_BYTES_MAX, errors);
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new Refusal("media.unsupported");
  const value = parse(bytes);
  refuseBadText(value);
  const read = schema.safeParse(value);
  if (!read.success) throw new Refusal("input.invalid", faultIn(read.error, value));
  return read.data;
}

function parse(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isTooDeep(text)) throw errors.broken();
    return JSON.parse(text);
  } catch (cause) {
    throw errors.broken(cause);
  }
}

/** Only what is known of a fault: an optional field may not be undefined. */
function faultIn(error: z.ZodError, value: unknown): { field?: string; detail?: string } {
  const { field, detail } = faultOf(error, value);
  return { ...(field !== undefined && { field }), ...(detail !== undefined && { detail }) };
}

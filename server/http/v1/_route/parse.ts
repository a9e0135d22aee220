import type { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusalCode, Refusal } from "@/server/contract/_shared/refusal";

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

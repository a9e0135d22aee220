import type { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusalCode, Refusal } from "@/server/contract/_shared/refusal";

/** Parsed fields, where absent is absent: JSON has no `undefined`, and neither do the commands' inputs. */
export type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Types what zod gave without `undefined`: a field that was not sent has no key. */
export const given = <T extends object>(fields: T): Given<T> => fields as Given<T>;

/** The body as its schema has it; refuses `input.invalid` with the first field at fault. */
export function parseInput<T>(schema: z.ZodType<T> | undefined, value: unknown): Given<T> {
  const parsed = schema?.safeParse(value);
  if (parsed?.success === false) throw new Refusal("input.invalid", faultOf(parsed.error, value));
  return parsed?.data as Given<T>; // a route without a schema has nothing here, and its type says never or unknown
}

/** The query string; a name given twice is refused like any other value of the wrong kind. */
export function parseQuery<T>(schema: z.ZodType<T> | undefined, queries: Record<string, string[]>): Given<T> {
  const value = Object.fromEntries(
    Object.entries(queries).map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  );
  refuseBadText(value);
  return parseInput(schema, value);
}

/** The path's parameters. An id that cannot be one is not found, like one that nobody has. */
export function parsePath<T>(schema: z.ZodType<T> | undefined, params: Record<string, string>): T {
  const parsed = schema?.safeParse(params);
  if (parsed?.success === false) {
    const code = parsed.error.issues[0]?.message; // a schema names the noun that is not there
    throw new Refusal(isRefusalCode(code) ? code : "resource.not_found");
  }
  return parsed?.data as T; // as above
}

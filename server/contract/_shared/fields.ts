import { z } from "zod";
import { SOURCE_ID_CHARS_MAX, SUBJECT_CHARS_MAX } from "./limits";
import { id } from "./primitives";

type Size = { min?: number; max: number };

/**
 * Bounds a string schema by characters: code points, as JSON Schema counts them, where zod's own `max` counts UTF-16
 * units. The API document reads the bounds from the metadata.
 */
export const sized = <T extends z.ZodType<string, string>>(schema: T, { min, max }: Size): T =>
  schema
    .refine((value) => isWithin(value, { min: min ?? 0, max }), {
      error: `must have ${min === undefined ? "at most" : `${min} to`} ${max} characters`,
    })
    .meta({ ...(min === undefined ? {} : { minLength: min }), maxLength: max });

/** Text of `min` to `max` characters. */
export const text = (min: number, max: number): z.ZodString => sized(z.string(), { min, max });

// The cheap tests first: a text has at least half as many code points as UTF-16 units.
const isWithin = (value: string, { min, max }: Required<Size>): boolean =>
  value.length >= min && (value.length <= max || (value.length <= 2 * max && [...value].length <= max));

/** Line breaks and other control characters, and those that reverse the direction of the text around them. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A name as customers' programs send it, on one line: control characters become blanks. `?` if nothing else is left. */
export const onOneLine = (given: string): string =>
  CONTROL.test(given) ? given.replaceAll(CONTROLS, " ").trim() || "?" : given;
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** A name of `max` characters at most, on one line, without surrounding blanks and not empty. */
export const name = (max: number): z.ZodString =>
  sized(
    z
      .string()
      .trim()
      .refine((value) => !CONTROL.test(value), { error: "has a control character" }),
    { min: 1, max },
  );

/** The subject of a mail or a conversation, on one line: control characters become blanks. */
export const subjectLine = sized(
  z.string().overwrite((value) => value.replaceAll(CONTROLS, " ").trim()),
  { min: 0, max: SUBJECT_CHARS_MAX },
);

/** A provider's id of a message or contact. */
export const sourceId = text(1, SOURCE_ID_CHARS_MAX);

/** An id, or null for none. */
export const idOrNone = id.nullable();

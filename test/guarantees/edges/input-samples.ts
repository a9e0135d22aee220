import { z } from "zod";
import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** A value for a field, and its purpose. */
export type Sample = { what: string; value: unknown };
type Schema = z.core.JSONSchema.JSONSchema;
type Node = Schema | boolean;

/** Outside the first plane: two UTF-16 units, one character. */
const ASTRAL = "𝕏";

/** Values of a field at the bounds that its schema states, and one step beyond the upper ones. */
export const samplesOf = (field: z.core.$ZodType): Sample[] =>
  samples(z.toJSONSchema(field, { io: "input", unrepresentable: "any" }));

function samples(node: Node): Sample[] {
  if (typeof node === "boolean") return [];
  const { anyOf, oneOf, enum: values, type } = node;
  if (anyOf ?? oneOf) return [...(anyOf ?? oneOf ?? [])].flatMap(samples);
  if (node.const !== undefined) return [sample(node.const)];
  if (values) return values.map(sample);
  if (type === "null") return [sample(null)];
  if (type === "boolean") return [true, false].map(sample);
  if (type === "integer" || type === "number") return numbers(node);
  if (type === "string") return [...(node.examples ?? []).map(sample), ...texts(node)];
  if (type === "array") return arrays(node);
  return type === "object" ? objects(node) : [];
}

const sample = (value: unknown): Sample => ({ what: JSON.stringify(value).slice(0, 40), value });

function numbers({ minimum, maximum, exclusiveMinimum }: Schema): Sample[] {
  const least = minimum ?? (typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : undefined);
  const bounds = [least, least === undefined ? undefined : least - 1, maximum];
  // Above this a double skips integers: no bound of the schema.
  const beyond = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [maximum + 1] : [];
  return [...bounds.filter((value) => value !== undefined), ...beyond].map(sample);
}

/** A text of so many characters in the format. */
const FORMATS: Record<string, (fill: (chars: number) => string, chars: number) => string> = {
  uri: (fill, chars) => `https://a.test/${fill(chars - 15)}`,
  email: (fill, chars) => `${fill(chars - 7)}@a.test`,
};

function texts({ minLength = 0, maxLength, format, pattern }: Schema): Sample[] {
  if (format === "uuid") return [sample("0196f0a4-0000-7000-8000-000000000000")];
  if (format === "date-time") return [sample("2026-11-20T09:00:00Z")];
  if (pattern?.startsWith("^\\+")) return [sample("+491701234567"), sample(`+1${"2".repeat(14)}`)];
  const shape = FORMATS[pattern?.includes("@") ? "email" : (format ?? "")];
  const of = (letter: string, chars: number) =>
    shape ? shape((length) => letter.repeat(length), chars) : letter.repeat(chars);
  const least = shape ? [] : [{ what: `${minLength} characters`, value: "a".repeat(minLength) }];
  if (maxLength === undefined) return [...least, { what: "a text", value: of("a", 20) }];
  const at = (chars: number) =>
    ["a", ASTRAL].map((letter) => ({ what: `${chars} characters ${letter}`, value: of(letter, chars) }));
  return [...least.filter(({ value }) => value !== ""), ...at(maxLength), ...at(maxLength + 1)];
}

function arrays({ items, prefixItems, maxItems, minItems = 0 }: Schema): Sample[] {
  if (prefixItems) return [{ what: "a tuple", value: prefixItems.map((item) => samples(item)[0]?.value) }];
  const one = items === undefined || Array.isArray(items) ? [] : samples(items);
  const few = one.map(({ what, value }) => ({ what: `[${what}]`, value: [value] }));
  const [first] = one;
  const many = (length: number) => ({
    what: `${length} items`,
    value: Array.from({ length }, () => first?.value),
  });
  const counts = maxItems === undefined ? [minItems] : [minItems, maxItems, maxItems + 1];
  return [...few, ...counts.map(many)];
}

function objects({ properties = {}, required = [] }: Schema): Sample[] {
  const whole = Object.fromEntries(
    required.map((name) => [name, samples(properties[name] ?? false)[0]?.value]),
  );
  const each = Object.entries(properties).flatMap(([name, property]) =>
    samples(property).map(({ what, value }) => ({
      what: `${name}: ${what}`,
      value: { ...whole, [name]: value },
    })),
  );
  return [{ what: "the least", value: whole }, ...each];
}

/** Refusals that any route of `/v1` may answer. */
export const REFUSED_ANYWHERE: readonly RefusalCode[] = [
  "auth.required",
  "auth.invalid_token",
  "auth.token_expired",
  "token.read_only",
  "idempotency.mismatch",
  "input.invalid",
  "media.unsupported",
  "operation.timed_out",
  "request.rate_limited",
  "resource.not_found",
  "server.busy",
  "server.maintenance",
  "storage.unavailable",
];

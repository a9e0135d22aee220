import { Refusal } from "./refusal";

/** Far deeper than real input: recursive JSON parsers, such as Postgres', can overflow their stack. */
const DEPTH_MAX = 64;
// Postgres refuses NUL in text; a lone surrogate is not valid Unicode.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this finds.
const BAD = /[\u0000\ud800-\udfff]/u;

/** Refuses input that is nested too deep or contains text that cannot be stored. Names the field. */
export function refuseBadText(value: unknown, place: readonly (string | number)[] = []): void {
  if (typeof value === "string" && BAD.test(value)) throw refusal(place, "holds a NUL or half a character");
  if (typeof value !== "object" || value === null) return;
  if (place.length === DEPTH_MAX) throw refusal(place.slice(0, 1), "is nested too deep");
  for (const [key, item] of Object.entries(value)) {
    if (BAD.test(key)) throw refusal(place, "has a key that holds a NUL or half a character");
    refuseBadText(item, [...place, key]);
  }
}

const refusal = (place: readonly (string | number)[], detail: string) =>
  new Refusal("input.invalid", { field: place.join(".") || undefined, detail });

import { Refusal } from "./refusal";

/** Far more than anybody nests; recursive readers of JSON, Postgres among them, have a stack to lose. */
const DEPTH_MAX = 64;
// NUL is what Postgres refuses in text; a lone surrogate is no Unicode text at all.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what we look for.
const BAD = /[\u0000\ud800-\udfff]/u;

/** Refuses input with text that cannot be stored, or nested too deep, and names the place. */
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

import { JSON_DEPTH_MAX } from "./input-fault";
import { Refusal } from "./refusal";

/** The most values in one input: a bulk operation names 10,000 conversations. */
const VALUES_MAX = 50_000;
// Postgres refuses NUL in text; a lone surrogate is not valid Unicode.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this finds.
const BAD = /[\u0000\ud800-\udfff]/u;

/** A value's key, and the place of the object that has it. */
type Place = { key: string; parent: Place | null; depth: number };

/** Refuses input that is nested too deep, has too many values, or contains text that cannot be stored. Names the field. */
export function refuseBadText(root: unknown): void {
  let values = 0;
  const visit = (value: unknown, place: Place | null): void => {
    values++;
    if (values > VALUES_MAX) throw refusal(place, "is one value too many");
    if (typeof value === "string" && BAD.test(value)) throw refusal(place, "holds a NUL or half a character");
    if (typeof value !== "object" || value === null) return;
    const depth = place?.depth ?? 0;
    if (depth === JSON_DEPTH_MAX) throw refusal(rootOf(place), "is nested too deep");
    for (const [key, item] of Object.entries(value)) {
      if (BAD.test(key)) throw refusal(place, "has a key that holds a NUL or half a character");
      visit(item, { key, parent: place, depth: depth + 1 });
    }
  };
  visit(root, null);
}

const rootOf = (place: Place | null): Place | null => (place?.parent ? rootOf(place.parent) : place);

function refusal(place: Place | null, detail: string): Refusal {
  const keys: string[] = [];
  for (let at = place; at; at = at.parent) keys.unshift(at.key);
  return new Refusal("input.invalid", { field: keys.join(".") || undefined, detail });
}

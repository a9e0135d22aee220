import { badRequest, WireError } from "@/server/dialects/chatwoot/errors";
import { isTree } from "./form-tree";

/** Rails' own limit for nested parameters. */
const DEPTH_MAX = 100;
/** The most values in one body. */
const VALUES_MAX = 50_000;

/** NUL, or half of a surrogate pair: invalid text, which Postgres refuses. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export const isStorableText = (text: string): boolean => !UNSTORABLE.test(text);

/**
 * Refuses values that the database cannot store, anywhere in a body: 422 for text with NUL or a broken surrogate
 * pair, 400 for nesting deeper than 100 or too many values. Uses a list instead of recursion: the depth of a body is
 * untrusted.
 */
export function requireStorable(root: unknown): void {
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let values = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next;
    if (++values > VALUES_MAX) throw badRequest(`more than ${VALUES_MAX} values`);
    if (depth > DEPTH_MAX) throw badRequest("nested too deep");
    if (typeof value === "string" && !isStorableText(value)) throw unstorable();
    if (Array.isArray(value)) for (const item of value) waiting.push({ value: item, depth: depth + 1 });
    else if (isTree(value))
      for (const [key, item] of Object.entries(value)) {
        if (!isStorableText(key)) throw unstorable();
        waiting.push({ value: item, depth: depth + 1 });
      }
  }
}

const unstorable = () =>
  new WireError({ status: 422, body: { error: "Text must be valid Unicode without null characters" } });

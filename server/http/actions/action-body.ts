import { isUtf8 } from "node:buffer";

/** React's format gives texts with this first character a meaning of their own: references, promises, functions, files. */
const MARK = "$";
/** A field's name. Not `__proto__`: not every reader takes it for a field. */
const NAME = /^[a-z][a-zA-Z0-9]{0,63}$/;

/**
 * A body as Next may read it, or null: a JSON array of one flat object, whose values are numbers, booleans, null, and texts
 * without a meaning in React's format. It is written anew, so that Next reads exactly what was checked.
 */
export function cleanActionBody(bytes: Buffer): Buffer | null {
  const sent = isUtf8(bytes) ? parse(bytes.toString("utf8")) : undefined;
  if (!Array.isArray(sent) || sent.length !== 1) return null;
  const [input]: unknown[] = sent;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return null;
  const isFlat = Object.entries(input).every(([name, value]) => NAME.test(name) && isPlain(value));
  return isFlat ? Buffer.from(JSON.stringify([input])) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number beyond JavaScript's is parsed as Infinity. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string") return !value.startsWith(MARK);
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}

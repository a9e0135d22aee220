/** A short text without characters that JSON escapes: no quote, backslash, control character or surrogate. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e\u00a0-\ud7ff\ue000-\uffff]{0,64}$/;

/** A value with its canonical form. */
export class CanonicalJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/**
 * RFC 8785 JSON: members by UTF-16 code units, numbers and texts as ECMAScript writes them, no space. Members that are
 * `undefined` are left out. It is valid JSON, so the hashed text can be stored as is.
 * @throws on numbers that are not finite and on lone surrogates: neither has a canonical form.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return PLAIN.test(value) ? `"${value}"` : textOf(value);
    case "number":
      return numberOf(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? listOf(value) : objectOf(value);
    default:
      throw new Error(`a ${typeof value} has no JSON`);
  }
}

const HALF = /\p{Surrogate}/u;

function textOf(text: string): string {
  if (HALF.test(text)) throw new Error("half a character has no canonical JSON");
  return JSON.stringify(text);
}

function numberOf(number: number): string {
  if (!Number.isFinite(number)) throw new Error("a number that is not finite has no JSON");
  return Object.is(number, -0) ? "0" : String(number);
}

function listOf(items: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++)
    text += (i === 0 ? "" : ",") + (items[i] === undefined ? "null" : canonicalJson(items[i]));
  return `${text}]`;
}

type Members = { readonly [key: string]: unknown };

function objectOf(object: object): string {
  if (object instanceof CanonicalJson) return object.text;
  if ("toJSON" in object && typeof object.toJSON === "function") return canonicalJson(object.toJSON());
  const members = object as Members; // a plain object: JSON has its own members only
  let text = "";
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === "" ? "{" : ","}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

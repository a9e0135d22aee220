import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";

type Kind = AttributeDefinitionDto["kind"];

const NUMBERS: readonly Kind[] = ["number", "currency", "percent"];
const DAY = /^\d{4}-\d{2}-\d{2}/;
const WEB_URL = /^https?:\/\//i;

/** Whether a text is a link that a browser may open. */
export const isWebUrl = (text: string): boolean => WEB_URL.test(text) && URL.canParse(text);

/** The text of a stored value in the field of its kind: a date by its day; what has no text is empty. */
export function textOfValue(kind: Kind, value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return "";
  const text = String(value);
  return kind === "date" ? (DAY.exec(text)?.[0] ?? text) : text;
}

/**
 * The kind of field that can show a value: text for one that does not have the form of its kind, because integrators store any
 * value.
 */
export function fieldKindOf(
  kind: Kind,
  text: string,
): "text" | "number" | "link" | "date" | "list" | "checkbox" {
  if (NUMBERS.includes(kind)) return text === "" || Number.isFinite(Number(text)) ? "number" : "text";
  if (kind === "date") return text === "" || (DAY.test(text) && text.length === 10) ? "date" : "text";
  if (kind === "checkbox") return ["", "true", "false"].includes(text) ? "checkbox" : "text";
  if (kind === "link") return text === "" || isWebUrl(text) ? "link" : "text";
  if (kind === "list") return "list";
  return "text";
}

/** The value to store for a typed text; undefined removes the attribute. */
export function valueOfText(kind: Kind, typed: string): string | number | boolean | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (NUMBERS.includes(kind) && Number.isFinite(Number(text))) return Number(text);
  if (kind === "checkbox" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/**
 * `pattern` of an input for a definition's regular expression, which matches anywhere in the text, where an input's matches the
 * whole. Chatwoot's may stand between slashes.
 */
export function inputPattern(pattern: string | null): string | undefined {
  if (!pattern) return undefined;
  return `.*(?:${pattern.replace(/^\/(.*)\/[a-z]*$/, "$1")}).*`;
}

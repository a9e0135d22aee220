import type { ATTRIBUTE_KINDS } from "./attribute-definition";

type Kind = (typeof ATTRIBUTE_KINDS)[number];

/** Why a value does not fit its definition. */
export type AttributeFault = "text" | "number" | "date" | "link" | "choice" | "checkbox";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const WEB_URL = /^https?:\/\//i;

/** Whether a text is an address that a browser may open. */
export const isWebUrl = (text: string): boolean => WEB_URL.test(text) && URL.canParse(text);

/** Whether a text is a day of the calendar: `2026-02-28`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

/** Why a value does not fit the type of its definition; null where it does. Patterns are checked apart. */
export function attributeFault(
  { kind, choices }: { kind: Kind; choices: readonly string[] },
  value: unknown,
): AttributeFault | null {
  switch (kind) {
    case "number":
    case "currency":
    case "percent":
      return typeof value === "number" && Number.isFinite(value) ? null : "number";
    case "checkbox":
      return typeof value === "boolean" ? null : "checkbox";
    case "date":
      return typeof value === "string" && isDay(value) ? null : "date";
    case "link":
      return typeof value === "string" && isWebUrl(value) ? null : "link";
    case "list":
      return typeof value === "string" && choices.includes(value) ? null : "choice";
    case "text":
      return typeof value === "string" ? null : "text";
  }
}

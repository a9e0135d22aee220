/** The most attribute definitions of an account: a program loads all of them. */
export const ATTRIBUTE_DEFINITIONS_MAX = 500;

/** What has custom attributes. */
export const ATTRIBUTE_MODELS = ["conversation", "contact"] as const;

/** How programs show an attribute. */
export const ATTRIBUTE_KINDS = [
  "text",
  "number",
  "currency",
  "percent",
  "link",
  "date",
  "list",
  "checkbox",
] as const;

/** The most choices of a list. */
export const ATTRIBUTE_CHOICES_MAX = 500;

/** The most characters of a text's pattern. */
export const ATTRIBUTE_PATTERN_CHARS_MAX = 500;

type Placed = { id: number; position: number };

/**
 * The positions that change when a definition moves one place up (-1) or down (1); `all` is in order. Positions that several have
 * become different. Without a neighbour on that side nothing moves.
 */
export function movedPositions(all: readonly Placed[], id: number, step: 1 | -1): Placed[] {
  const from = all.findIndex((one) => one.id === id);
  const neighbour = all[from + step];
  const moved = all[from];
  if (!moved || !neighbour) return [];
  const order = all.map((one) => (one === moved ? neighbour : one === neighbour ? moved : one));
  let last = Number.NEGATIVE_INFINITY;
  const positions = all.map(({ position }) => {
    last = Math.max(position, last + 1);
    return last;
  });
  return order.flatMap((one, at) => {
    const position = positions[at] ?? one.position;
    return position === one.position ? [] : [{ id: one.id, position }];
  });
}

type Kind = (typeof ATTRIBUTE_KINDS)[number];

/** Why a value does not fit its definition. */
export type AttributeFault = "text" | "number" | "date" | "link" | "choice" | "checkbox";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const WEB_URL = /^https?:\/\//i;

/** Whether a text is an address that a browser may open. */
export const isWebUrl = (text: string): boolean => WEB_URL.test(text) && URL.canParse(text);

const DIGITS = /^[+-]?(\d+)(?:\.(\d+))?$/;
/** Of the greatest number, and of `toFixed`. */
const WHOLE_DIGITS_MAX = 309;
const FRACTION_DIGITS_MAX = 100;

/** Whether a number in digits, such as `-12.50`, is stored with all of them: it has about 15 at most. */
export function keepsDigits(text: string): boolean {
  const [, whole, fraction = ""] = DIGITS.exec(text) ?? [];
  if (whole === undefined) return true;
  if (whole.length > WHOLE_DIGITS_MAX || fraction.length > FRACTION_DIGITS_MAX) return false;
  const plain = fraction === "" ? `${BigInt(whole)}` : `${BigInt(whole)}.${fraction}`;
  const number = Math.abs(Number(text));
  return number.toFixed(fraction.length) === plain || String(number) === plain;
}

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

/** The most attributes of a contact, a conversation or a message, and the most bytes of their JSON in UTF-8. */
export const ATTRIBUTES_MAX = 100;
const ATTRIBUTES_BYTES_MAX = 16 * 1024;

const encoder = new TextEncoder();
const bytesOf = (attributes: object): number => encoder.encode(JSON.stringify(attributes)).byteLength;

/** Whether attributes exceed the limits. Attributes that exceeded them before may shrink, but not grow. */
export function isTooMuch(before: object, after: object): boolean {
  const names = Object.keys(after).length;
  if (names === 0) return false;
  if (names > ATTRIBUTES_MAX && names > Object.keys(before).length) return true;
  const bytes = bytesOf(after);
  return bytes > ATTRIBUTES_BYTES_MAX && bytes > bytesOf(before);
}

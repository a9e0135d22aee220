import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

export type EventLine = inferRouterOutputs<AppRouter>["events"]["list"]["data"][number];

/** A field that an event changed. */
export type FieldChange = {
  field: string;
  from: string;
  to: string;
  /** Both values fit one line; others are indented JSON. */
  isShort: boolean;
};

/** No value: null, an empty text, an empty list. */
export const NO_VALUE = "–";
const SHORT_CHARS_MAX = 60;

/** The fields that an event changed as texts, those of one line first. */
export function fieldChangesOf(
  changes: Readonly<Record<string, { from?: unknown; to?: unknown }>>,
): FieldChange[] {
  const all = Object.entries(changes).map(([field, { from, to }]) => {
    const isShort = isShortValue(from) && isShortValue(to);
    return { field, from: textOf(from), to: textOf(to), isShort };
  });
  return [...all.filter(({ isShort }) => isShort), ...all.filter(({ isShort }) => !isShort)];
}

const isShortValue = (value: unknown): boolean =>
  textOf(value) === NO_VALUE ||
  (typeof value !== "object" && textOf(value).length <= SHORT_CHARS_MAX && !textOf(value).includes("\n"));

function textOf(value: unknown): string {
  const isNone = value == null || value === "" || (Array.isArray(value) && value.length === 0);
  if (isNone) return NO_VALUE;
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? NO_VALUE);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** Whether the text of a value is an instant, as events have them. */
export const isInstant = (text: string): boolean => INSTANT.test(text);

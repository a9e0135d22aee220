import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { WidgetQuestion } from "@/server/contract/channel/widget";

/** A question while it is edited. `id` distinguishes rows; `key` is empty until a new one is saved. */
export type QuestionDraft = WidgetQuestion & { id: number };

export const QUESTION_KINDS = ["text", "name", "email", "choice"] as const satisfies WidgetQuestion["kind"][];
const KEY_CHARS_MAX = 50;

export const newQuestion = (id: number): QuestionDraft => ({
  id,
  key: "",
  label: "",
  kind: "text",
  isRequired: false,
  options: [],
});

/** The questions of stored settings; what is no question is left out. */
export const questionDrafts = (stored: unknown): QuestionDraft[] =>
  Array.isArray(stored) ? stored.map(questionOf).filter((one) => one.key !== "") : [];

function questionOf(stored: unknown, id: number): QuestionDraft {
  const { key, label, kind, isRequired, options } = Object(stored);
  return {
    id,
    key: textOf(key),
    label: textOf(label),
    kind: QUESTION_KINDS.find((one) => one === kind) ?? "text",
    isRequired: isRequired === true,
    options: Array.isArray(options) ? options.map(textOf) : [],
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The drafts with a key for each new one, which it keeps from then on: its label's where that has Latin letters. */
export function withKeys(drafts: readonly QuestionDraft[]): QuestionDraft[] {
  const keys = new Set(drafts.map(({ key }) => key));
  return drafts.map((draft) => ({ ...draft, key: draft.key || freeKey(draft.label, keys) }));
}

/** The drafts as settings. Blank options are left out. */
export const questionsOf = (drafts: readonly QuestionDraft[]): WidgetQuestion[] =>
  withKeys(drafts).map(({ key, label, kind, isRequired, options }) => ({
    key,
    label: label.trim(),
    kind,
    isRequired,
    options: kind === "choice" ? options.map((one) => one.trim()).filter((one) => one !== "") : [],
  }));

/** The same as JSON, for a request. */
export const questionsJson = (drafts: readonly QuestionDraft[]): JsonObject[] =>
  questionsOf(drafts).map((question) => ({ ...question }));

function freeKey(label: string, used: Set<string>): string {
  const words = (label.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("_").replace(/^[_0-9]+/, "");
  const base = words.slice(0, KEY_CHARS_MAX - 4) || "question";
  let key = base;
  for (let n = 2; used.has(key); n += 1) key = `${base}_${n}`;
  used.add(key);
  return key;
}

import { EN, type TextName, type Texts } from "./en";
import { ZH } from "./zh";

const LANGUAGES: Readonly<Record<string, Texts>> = { en: EN, zh: ZH };

/** The widget's own texts for a BCP 47 locale; English where it has no others. */
export const textsOf = (locale: string): Texts => LANGUAGES[locale.toLowerCase().split("-")[0] ?? ""] ?? EN;

/** Texts with some replaced; empty ones and unknown names are left out. */
export function withTexts(texts: Texts, more: Readonly<Record<string, unknown>>): Texts {
  const known = Object.entries(more).filter(
    ([name, text]) => Object.hasOwn(texts, name) && typeof text === "string" && text !== "",
  );
  return { ...texts, ...Object.fromEntries(known) };
}

export type Translate = (name: TextName, values?: Readonly<Record<string, string | number>>) => string;

/** A text by name, with `{…}` filled in. */
export const translator =
  (texts: Texts): Translate =>
  (name, values = {}) =>
    texts[name].replace(/\{([a-z]{1,20})\}/g, (whole, key: string) => String(values[key] ?? whole));

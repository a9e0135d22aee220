import { LOCALES, type Locale } from "./constants";

/** Where a reader's browser keeps the chosen language. */
export const LOCALE_COOKIE = "locale";

/** The value of `<html lang>`. */
export const HTML_LANG: Record<Locale, string> = { en: "en", zh: "zh-Hans" };

const isLocale = (text: string | undefined): text is Locale => LOCALES.some((locale) => locale === text);

/** The reader's choice, else the first supported language of `Accept-Language`, else English. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null | undefined): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((value) => value !== undefined);
      return { language: tag.split("-")[0], q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  return wanted.map(({ language }) => language).find(isLocale) ?? "en";
}

"use client";

import type { Locale } from "@/server/contract/locale";
import { LOCALE_COOKIE } from "./locale";
import { THEME_COOKIE, type Theme } from "./theme";

const YEAR_S = 365 * 24 * 60 * 60;

const remember = (name: string, value: string): void => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
};

/** Shows the theme at once and keeps it for the next page load. */
export function setTheme(theme: Theme): void {
  remember(THEME_COOKIE, theme);
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

/** Keeps the language; the page must be rendered again to show it. */
export const setLocale = (locale: Locale): void => remember(LOCALE_COOKIE, locale);

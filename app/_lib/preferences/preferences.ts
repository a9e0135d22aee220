"use client";

import { useSyncExternalStore } from "react";
import { LOCALE_COOKIE } from "@/server/contract/_shared/choose-locale";
import { LOCALES, type Locale } from "@/server/contract/_shared/constants";
import {
  boundWidth,
  chooseDensity,
  choosePanes,
  chooseTheme,
  DENSITY_COOKIE,
  type Density,
  PANES,
  PANES_COOKIE,
  type Pane,
  paneProperty,
  panesText,
  THEME_COOKIE,
  type Theme,
} from "./display";

const YEAR_S = 365 * 24 * 60 * 60;

const storeCookie = (name: string, value: string): void => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
};

const storedCookie = (name: string): string | undefined =>
  document.cookie
    .split("; ")
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);

function showTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

/** Applies the theme immediately and stores it for the next page load. */
export function setTheme(theme: Theme): void {
  storeCookie(THEME_COOKIE, theme);
  showTheme(theme);
}

/** Applies what another window has stored: theme and row height. */
export function showStored(): void {
  showTheme(chooseTheme(storedCookie(THEME_COOKIE)));
  document.documentElement.dataset["density"] = chooseDensity(storedCookie(DENSITY_COOKIE));
}

/** The stored language, or null where none was chosen. */
export const storedLocale = (): Locale | null =>
  LOCALES.find((locale) => locale === storedCookie(LOCALE_COOKIE)) ?? null;

/** Stores the language; render the page again to show it. */
export const setLocale = (locale: Locale): void => storeCookie(LOCALE_COOKIE, locale);

/** Applies the row height immediately and stores it for the next page load. */
export function setDensity(density: Density): void {
  storeCookie(DENSITY_COOKIE, density);
  document.documentElement.dataset["density"] = density;
}

/** Sets a pane's width in rem; without a width, the default. `storePanes` stores it. */
export function showPane(pane: Pane, rem: number = PANES[pane].initial): void {
  document.documentElement.style.setProperty(paneProperty(pane), `${boundWidth(pane, rem)}rem`);
}

/** Stores the current widths for the next page load. */
export function storePanes(): void {
  const root = getComputedStyle(document.documentElement);
  const shown = (pane: Pane) => root.getPropertyValue(paneProperty(pane));
  storeCookie(PANES_COOKIE, panesText(choosePanes(`${shown("list")}_${shown("context")}`)));
}

/** The root element has it from the first paint on, so that nothing moves. */
const densityNow = (): Density => chooseDensity(document.documentElement.dataset["density"]);
const themeNow = (): Theme => chooseTheme(document.documentElement.dataset["theme"]);

function listen(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-density", "data-theme"],
  });
  return () => observer.disconnect();
}

/** The current row height in this browser. */
export const useDensity = (): Density =>
  useSyncExternalStore(listen, densityNow, () => chooseDensity(undefined));

/** The current theme in this browser. */
export const useTheme = (): Theme => useSyncExternalStore(listen, themeNow, () => chooseTheme(undefined));

"use client";

import { useTranslations } from "next-intl";

/** Returns a function for the name of a browser and its system, by its `User-Agent`. */
export function useDeviceName(): (agent: string) => string {
  const t = useTranslations("settings.profile");
  return (agent) => {
    const { browser, system } = deviceOf(agent);
    return browser && system ? t("device", { browser, system }) : (browser ?? system ?? t("someDevice"));
  };
}

/** The first match in a `User-Agent` wins. Specific names come first, as all browsers also contain "Safari". */
const BROWSERS = [
  ["Edge", /\bEdg(e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
] as const;
const SYSTEMS = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux/],
] as const;

const nameIn = (agent: string, names: readonly (readonly [string, RegExp])[]): string | null =>
  names.find(([, pattern]) => pattern.test(agent))?.[0] ?? null;

/** The names of a browser and its system, if they are known; a `User-Agent` can contain anything. */
export const deviceOf = (agent: string): { browser: string | null; system: string | null } => ({
  browser: nameIn(agent, BROWSERS),
  system: nameIn(agent, SYSTEMS),
});

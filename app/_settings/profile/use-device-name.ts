"use client";

import { useTranslations } from "next-intl";
import { deviceOf } from "./device";

/** Returns a function for the name of a browser and its system, by its `User-Agent`. */
export function useDeviceName(): (agent: string) => string {
  const t = useTranslations("settings.profile");
  return (agent) => {
    const { browser, system } = deviceOf(agent);
    return browser && system ? t("device", { browser, system }) : (browser ?? system ?? t("someDevice"));
  };
}

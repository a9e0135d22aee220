"use client";

import { useTranslations } from "next-intl";
import type { PolicyDto } from "@/server/contract/_shared/dto";

/** The names of settings and of their values. */
export function useSettingText() {
  const t = useTranslations("policy");
  return {
    name: (setting: keyof PolicyDto): string => t(`setting.${setting}.name`),
    value(value: boolean | string): string {
      if (value === "reopen" || value === "newConversation") return t(`afterResolve.${value}`);
      return value === true ? t("on") : t("off");
    },
  };
}

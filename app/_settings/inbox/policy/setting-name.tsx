"use client";

import { useTranslations } from "next-intl";
import type { PolicyDto } from "@/server/contract/_shared/dto";

/** A setting's name, marked while it differs from what is saved. */
export function SettingName({ setting, isChanged }: { setting: keyof PolicyDto; isChanged: boolean }) {
  const t = useTranslations("policy.setting");
  const p = useTranslations("settings.policy");
  return (
    <>
      {t(`${setting}.name`)}{" "}
      {isChanged ? <span className="font-medium text-accent text-xs">{p("changed")}</span> : null}
    </>
  );
}

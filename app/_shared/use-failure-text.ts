"use client";

import { useTranslations } from "next-intl";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";

/** Returns a function that describes why an item of a bulk operation was not changed. */
export function useFailureText(): (code: string) => string {
  const t = useTranslations("bulk");
  const refusalText = useRefusalText();
  return (code) => {
    const known = REFUSAL_CODES.find((one) => one === code);
    return known ? refusalText(known) : t("internal");
  };
}

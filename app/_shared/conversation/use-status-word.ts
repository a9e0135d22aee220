"use client";

import { useTranslations } from "next-intl";
import type { ConversationStatus } from "@/app/_shared/view/view";

/** A status as a word within a sentence. */
export function useStatusWord(): (status: ConversationStatus) => string {
  const t = useTranslations("status");
  return (status) => t(status).toLocaleLowerCase();
}

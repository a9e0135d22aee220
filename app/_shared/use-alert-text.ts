"use client";

import { useTranslations } from "next-intl";
import type { AlertDto } from "@/server/contract/alert/alert";

/** Returns a function for what an alert is about, in one line. */
export function useAlertText(): (alert: Pick<AlertDto, "kind" | "subject" | "closedAt">) => string {
  const t = useTranslations("notifications.alert");
  return ({ kind, subject, closedAt }) => {
    const text = t(kind, { name: subject.name });
    return closedAt === null ? text : t("over", { text });
  };
}

"use client";

import { useTranslations } from "next-intl";
import { SegmentedField } from "@/app/_ui/segmented";

const DAYS = ["7", "30", "0"] as const;

/** The interval of review reminders. A number set through the API stays until one of these is chosen. */
export function ReviewEveryField({ value, onChange }: { value: number; onChange: (days: number) => void }) {
  const t = useTranslations("settings.review");
  return (
    <SegmentedField
      label={t("every")}
      value={String(value)}
      onChange={(days) => onChange(Number(days))}
      options={DAYS.map((days) => ({ value: String(days), label: t(`everyDays.${days}`) }))}
      hint={t("everyHint")}
    />
  );
}

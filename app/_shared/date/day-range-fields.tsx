"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { type DayRange, dayOf } from "@/server/contract/conversation/day-range";
import { DateField } from "./date-field";

type DayRangeFieldsProps = {
  from: string | null;
  to: string | null;
  onChange: (change: { from?: string | null; to?: string | null }) => void;
};

/** From which day to which; both ends are optional. */
export function DayRangeFields({ from, to, onChange }: DayRangeFieldsProps) {
  const t = useTranslations("dayRange");
  return (
    <div className="flex flex-wrap gap-3">
      <DateField
        label={t("from")}
        value={from ?? ""}
        onChange={(day) => onChange({ from: dayOf(day) })}
        className="flex-1 basis-36"
      />
      <DateField
        label={t("to")}
        value={to ?? ""}
        onChange={(day) => onChange({ to: dayOf(day) })}
        className="flex-1 basis-36"
      />
    </div>
  );
}

/** Returns a function for the text of a range of days; null for any day. */
export function useRangeText(): (range: DayRange) => string | null {
  const t = useTranslations("dayRange");
  const times = useTimes();
  // Noon is the same day in every time zone of the reader's.
  const day = (text: string) => times.date(`${text}T12:00:00`);
  return (range) => {
    if ("lastDays" in range) return range.lastDays === 1 ? t("today") : t("last", { days: range.lastDays });
    const { from, to } = range;
    if (from !== null && to !== null)
      return from === to ? day(from) : t("between", { from: day(from), to: day(to) });
    if (from !== null) return t("since", { from: day(from) });
    return to === null ? null : t("until", { to: day(to) });
  };
}

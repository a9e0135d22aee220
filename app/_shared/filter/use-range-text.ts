"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { DayRange } from "@/server/contract/conversation/day-range";

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

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { Field } from "@/app/_ui/field";
import { type DayRange, dayOf } from "@/server/contract/conversation/day-range";

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
      <DayField label={t("from")} day={from} onChange={(day) => onChange({ from: day })} />
      <DayField label={t("to")} day={to} onChange={(day) => onChange({ to: day })} />
    </div>
  );
}

type DayFieldProps = { label: string; day: string | null; onChange: (day: string | null) => void };

/** A day. While its year is typed it is none of the calendar's yet, and the filter stays as it is. */
function DayField({ label, day, onChange }: DayFieldProps) {
  const [typed, setTyped] = useState(day ?? "");
  const type = (text: string) => {
    setTyped(text);
    if (text === "" || dayOf(text)) onChange(dayOf(text));
  };
  return <Field label={label} type="date" value={typed} onChange={({ target }) => type(target.value)} />;
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

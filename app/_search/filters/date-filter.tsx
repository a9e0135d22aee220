"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { dayOf } from "@/app/_search/query/search-state";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Popover } from "@/app/_ui/overlay/popover";
import { FilterButton, type FilterProps } from "./filter-button";

/** From which day to which; both ends are optional. */
export function DateFilter({ search: { from, to }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const [isOpen, setOpen] = useState(false);
  const text = useRangeText();
  const clear = () => {
    setOpen(false);
    onChange({ from: null, to: null });
  };
  return (
    <Popover
      title={t("dates")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<FilterButton name={t("dates")} value={text(from, to)} />}
    >
      <div className="flex flex-wrap gap-3">
        <DayField label={t("from")} day={from} onChange={(day) => onChange({ from: day })} />
        <DayField label={t("to")} day={to} onChange={(day) => onChange({ to: day })} />
      </div>
      {from === null && to === null ? null : (
        <Button size="sm" variant="ghost" onClick={clear}>
          {t("anyDate")}
        </Button>
      )}
    </Popover>
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
function useRangeText(): (from: string | null, to: string | null) => string | null {
  const t = useTranslations("search.results.filter");
  const times = useTimes();
  // Noon is the same day in every time zone of the reader's.
  const day = (text: string) => times.date(`${text}T12:00:00`);
  return (from, to) => {
    if (from !== null && to !== null)
      return from === to ? day(from) : t("between", { from: day(from), to: day(to) });
    if (from !== null) return t("since", { from: day(from) });
    return to === null ? null : t("until", { to: day(to) });
  };
}

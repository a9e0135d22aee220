"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { dayOf } from "@/app/_search/query/search-state";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Popover } from "@/app/_ui/overlay/popover";
import { FilterButton, type FilterProps } from "./filter-button";

/** From which day to which; both ends are optional. */
export function DateFilter({ search: { from, to }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const text = useRangeText();
  return (
    <Popover
      title={t("dates")}
      align="start"
      trigger={<FilterButton name={t("dates")} value={text(from, to)} />}
    >
      <div className="flex flex-wrap gap-3">
        <Field
          label={t("from")}
          type="date"
          value={from ?? ""}
          max={to ?? undefined}
          onChange={({ target }) => onChange({ from: dayOf(target.value) })}
        />
        <Field
          label={t("to")}
          type="date"
          value={to ?? ""}
          min={from ?? undefined}
          onChange={({ target }) => onChange({ to: dayOf(target.value) })}
        />
      </div>
      {from === null && to === null ? null : (
        <Button size="sm" variant="ghost" onClick={() => onChange({ from: null, to: null })}>
          {t("anyDate")}
        </Button>
      )}
    </Popover>
  );
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

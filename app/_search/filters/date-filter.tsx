"use client";

import { useTranslations } from "next-intl";
import { DayRangeFields } from "@/app/_shared/filter/day-range-fields";
import { useRangeText } from "@/app/_shared/filter/use-range-text";
import { ValuePopover } from "@/app/_shared/filter/value-popover";
import { FilterButton, type FilterProps } from "./filter-button";

/** From which day to which; both ends are optional. */
export function DateFilter({ search: { from, to }, onChange }: FilterProps) {
  const t = useTranslations("search.results.filter");
  const text = useRangeText();
  const isAny = from === null && to === null;
  return (
    <ValuePopover
      title={t("dates")}
      trigger={<FilterButton name={t("dates")} value={text({ from, to })} />}
      any={isAny ? null : { text: t("anyDate"), onChoose: () => onChange({ from: null, to: null }) }}
    >
      {() => <DayRangeFields from={from} to={to} onChange={onChange} />}
    </ValuePopover>
  );
}

"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useLocale } from "next-intl";
import { type ChevronProps, DayPicker } from "react-day-picker";
import { enUS, zhCN } from "react-day-picker/locale";
import { cn } from "@/app/_lib/class-names";

type CalendarProps = { day: string; region: string; onChoose: (day: string) => void };

/** A month with its days: arrow keys move by day and week, Page Up and Page Down by month, with Shift by year. */
export default function Calendar({ day, region, onChoose }: CalendarProps) {
  const locale = useLocale();
  const chosen = day === "" ? undefined : new Date(`${day}T12:00:00`);
  return (
    <DayPicker
      mode="single"
      autoFocus
      showOutsideDays
      fixedWeeks
      locale={locale === "zh" ? zhCN : enUS}
      weekStartsOn={firstWeekday(region)}
      {...(chosen && { selected: chosen, defaultMonth: chosen })}
      onSelect={(date) => onChoose(date ? textOf(date) : day)}
      components={{ Chevron: Arrow }}
      classNames={{
        months: "relative",
        nav: "absolute end-0 top-0 flex gap-1",
        button_previous: NAVIGATION,
        button_next: NAVIGATION,
        month_caption: "flex h-7.5 items-center px-1 font-medium",
        month_grid: "mt-1 w-full border-collapse",
        weekday: "h-8 text-center font-normal text-faint text-xs",
        day: "p-0 text-center",
        day_button:
          "size-9 rounded-s hover:bg-hover-raised focus-visible:outline-2 focus-visible:outline-accent pointer-coarse:size-10",
        today: "font-semibold text-accent",
        selected: "[&>button]:bg-accent [&>button]:text-on-accent [&>button]:hover:bg-accent-hover",
        outside: "text-faint",
      }}
    />
  );
}

const NAVIGATION =
  "grid size-7.5 place-items-center rounded-s text-muted hover:bg-hover-raised hover:text-fg pointer-coarse:size-9";

const Arrow = ({ orientation, className }: ChevronProps) => {
  const Icon = orientation === "left" ? ChevronLeft : ChevronRight;
  return <Icon size={16} aria-hidden className={cn("rtl:rotate-180", className)} />;
};

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** The day with which a week begins in a region, 0 = Sunday; Monday where the browser does not know. */
function firstWeekday(region: string): (typeof WEEKDAYS)[number] {
  const locale: Intl.Locale & { getWeekInfo?: () => { firstDay: number } } = new Intl.Locale(region);
  const first = (locale.getWeekInfo?.().firstDay ?? 1) % 7;
  return WEEKDAYS.find((one) => one === first) ?? 1;
}

/** YYYY-MM-DD in the reader's calendar. */
const textOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");

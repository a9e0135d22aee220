"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { TimeInput } from "@/app/_shared/date/time-input";
import { Button } from "@/app/_ui/button";
import { SwitchChoice } from "@/app/_ui/switch";
import type { SettingsProps } from "./settings-props";

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const USUAL = { days: WEEK, from: "18:00", to: "08:00" };

const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** 1 January 2024 was a Monday. */
const weekday = (day: number, locale: string, length: "short" | "long"): string =>
  new Intl.DateTimeFormat(locale, { weekday: length, timeZone: "UTC" }).format(Date.UTC(2024, 0, day));

/** When nothing is pushed and no sound plays: days, hours, and their time zone. */
export function QuietHoursField({ settings: { quietHours, timeZone }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  const locale = useLocale();
  const set = (patch: Partial<typeof USUAL>) =>
    onChange({ quietHours: { ...USUAL, ...quietHours, ...patch } });
  const toggle = (day: number) => {
    const days = quietHours?.days ?? [];
    const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();
    if (next.length > 0) set({ days: next });
  };
  return (
    <SwitchChoice
      name={t("quiet")}
      why={t("quietText")}
      isOn={quietHours !== null}
      onChange={(isOn) =>
        onChange(isOn ? { quietHours: USUAL, timeZone: ownTimeZone() } : { quietHours: null })
      }
    >
      {quietHours ? (
        <div className="mt-2 flex flex-col gap-2">
          <fieldset className="flex flex-wrap gap-1">
            <legend className="sr-only">{t("quietDays")}</legend>
            {WEEK.map((day) => (
              <button
                key={day}
                type="button"
                aria-pressed={quietHours.days.includes(day)}
                aria-label={weekday(day, locale, "long")}
                onClick={() => toggle(day)}
                className="min-w-10 rounded-s border border-line-strong px-2 py-1 text-muted text-sm aria-pressed:border-accent aria-pressed:bg-hover aria-pressed:text-fg"
              >
                {weekday(day, locale, "short")}
              </button>
            ))}
          </fieldset>
          <div className="flex flex-wrap items-center gap-2">
            <TimeField label={t("quietFrom")} value={quietHours.from} onChange={(from) => set({ from })} />
            <TimeField label={t("quietTo")} value={quietHours.to} onChange={(to) => set({ to })} />
          </div>
          <p className="text-muted text-sm">{t("timeZone", { timeZone })}</p>
          {timeZone === ownTimeZone() ? null : (
            <Button size="sm" className="self-start" onClick={() => onChange({ timeZone: ownTimeZone() })}>
              {t("useTimeZone", { timeZone: ownTimeZone() })}
            </Button>
          )}
        </div>
      ) : null}
    </SwitchChoice>
  );
}

type TimeFieldProps = { label: string; value: string; onChange: (value: string) => void };

function TimeField({ label, value, onChange }: TimeFieldProps) {
  const id = useId();
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
      <TimeInput id={id} time={value} onChange={onChange} className="w-28" />
    </span>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { SelectField } from "@/app/_ui/select";

/** A time of the log, as its input fields contain it. */
export type LogTime = { from: string; to: string };

type TypeFieldProps<T extends string> = {
  types: readonly T[];
  type: T | null;
  onChange: (patch: { type: T | null }) => void;
};

/** Selects a type. */
export function TypeField<T extends string>({ types, type, onChange }: TypeFieldProps<T>) {
  const t = useTranslations("settings.events");
  return (
    <SelectField<T | null>
      label={t("type")}
      value={type}
      options={[{ value: null, label: t("any") }, ...types.map((value) => ({ value, label: value }))]}
      onChange={(chosen) => onChange({ type: chosen })}
      className="min-w-0 sm:w-56"
    />
  );
}

type TimeFieldsProps = { time: LogTime; onChange: (patch: Partial<LogTime>) => void };

/** Selects a period. */
export function TimeFields({ time, onChange }: TimeFieldsProps) {
  const t = useTranslations("settings.events");
  // One group: both go on to the next line together.
  return (
    <div className="col-span-2 flex flex-wrap gap-x-4 gap-y-2">
      {(["from", "to"] as const).map((end) => (
        <DateTimeField
          key={end}
          label={t(end)}
          value={time[end]}
          onChange={(at) => onChange({ [end]: at })}
          usualTime={end === "from" ? "00:00" : "23:59"}
          className="min-w-0 flex-1 basis-68"
        />
      ))}
    </div>
  );
}

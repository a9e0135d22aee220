"use client";

import { useTranslations } from "next-intl";
import { FIELD, Field } from "@/app/_ui/field";

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
    <label className="flex min-w-0 flex-col gap-1 font-medium">
      {t("type")}
      <select
        value={type ?? ""}
        onChange={({ target }) => onChange({ type: types.find((one) => one === target.value) ?? null })}
        className={`${FIELD} font-normal`}
      >
        <option value="">{t("any")}</option>
        {types.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
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
        <Field
          key={end}
          label={t(end)}
          type="datetime-local"
          value={time[end]}
          onChange={({ target }) => onChange({ [end]: target.value })}
          className="min-w-0 flex-1 basis-48"
        />
      ))}
    </div>
  );
}

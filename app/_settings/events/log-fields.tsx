"use client";

import { useTranslations } from "next-intl";
import { FIELD, Field } from "@/app/_ui/field";
import { EVENT_TYPES, type EventType } from "@/server/contract/event";

/** A part of the log: `from` and `to` as their fields have them. */
export type LogPart = { type: EventType | null; from: string; to: string };

type LogFieldsProps = { part: LogPart; onChange: (patch: Partial<LogPart>) => void };

/** Of which type. */
export function TypeField({ part, onChange }: LogFieldsProps) {
  const t = useTranslations("settings.events");
  return (
    <label className="flex min-w-0 flex-col gap-1 font-medium">
      {t("type")}
      <select
        value={part.type ?? ""}
        onChange={({ target }) => onChange({ type: EVENT_TYPES.find((one) => one === target.value) ?? null })}
        className={`${FIELD} font-normal`}
      >
        <option value="">{t("any")}</option>
        {EVENT_TYPES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

/** From when to when. */
export function TimeFields({ part, onChange }: LogFieldsProps) {
  const t = useTranslations("settings.events");
  return (["from", "to"] as const).map((end) => (
    <Field
      key={end}
      label={t(end)}
      type="datetime-local"
      value={part[end]}
      onChange={({ target }) => onChange({ [end]: target.value })}
    />
  ));
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { serverNow } from "@/app/_lib/times/server-now";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { Field } from "@/app/_ui/field";
import { timeOfWords } from "./snooze-words";

type TimeFieldsProps = {
  /** Of the day and time. */
  label: string;
  /** As the field for a day and time has it; empty = none is chosen. */
  value: string;
  onChange: (at: string) => void;
  error?: string | undefined;
};

/** A time, in words or as day and time. */
export function TimeFields({ label, value, onChange, error }: TimeFieldsProps) {
  const t = useTranslations("snooze");
  const locale = useLocale();
  return (
    <>
      <Field
        label={t("words")}
        placeholder={t("wordsHint")}
        autoComplete="off"
        dir="auto"
        onChange={({ target }) => {
          const at = timeOfWords(target.value, locale, new Date(serverNow()));
          if (at) onChange(localTextOf(at));
        }}
      />
      <DateTimeField
        label={label}
        required
        value={value}
        onChange={onChange}
        usualTime="09:00"
        error={error}
      />
    </>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTimes } from "@/app/_lib/times/times";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { snoozeChoices } from "./snooze-menu";
import { timeOfWords } from "./snooze-words";

type TimeFieldsProps = {
  /** Of the day and time. */
  label: string;
  /** As the field for a day and time has it; empty = none is chosen. */
  value: string;
  onChange: (at: string) => void;
  error?: string | undefined;
  /** Tomorrow and Monday at nine can be chosen by a button. */
  hasUsualTimes?: boolean;
};

/** A time, in words or as day and time. Words that are no time keep the form from being sent until they are replaced. */
export function TimeFields({ label, value, onChange, error, hasUsualTimes = false }: TimeFieldsProps) {
  const t = useTranslations("snooze");
  const locale = useLocale();
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  const read = (text: string) => {
    const at = timeOfWords(text, locale, new Date(serverNow()));
    setWords(text);
    field.current?.setCustomValidity(at === null && text.trim() !== "" ? t("noTime") : "");
    if (at) onChange(localTextOf(at));
  };
  const choose = (at: string) => {
    read("");
    onChange(at);
  };
  return (
    <>
      {hasUsualTimes ? <UsualTimes onChoose={choose} /> : null}
      <Field
        ref={field}
        label={t("words")}
        placeholder={t("wordsHint")}
        autoComplete="off"
        dir="auto"
        value={words}
        onChange={({ target }) => read(target.value)}
      />
      <DateTimeField label={label} required value={value} onChange={choose} usualTime="09:00" error={error} />
    </>
  );
}

/** Tomorrow and Monday at nine. */
function UsualTimes({ onChoose }: { onChoose: (at: string) => void }) {
  const t = useTranslations("snooze");
  const times = useTimes();
  const [choices] = useState(() => snoozeChoices(new Date(serverNow())));
  return (
    <div className="flex flex-wrap gap-2">
      {choices.map(({ id, until }) =>
        id === "hour" ? null : (
          <Button key={id} onClick={() => onChoose(localTextOf(until))}>
            {t(id)} <span className="ml-1 text-faint">{times.near(until.toISOString())}</span>
          </Button>
        ),
      )}
    </div>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { timeOfWords } from "./snooze-words";

type SnoozeDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSnooze: (until: Date) => void;
};

/** A custom time, in words or as day and time; it must be in the future. */
export function SnoozeDialog({ open, onOpenChange, onSnooze }: SnoozeDialogProps) {
  const t = useTranslations("snooze");
  const locale = useLocale();
  const [isPast, setPast] = useState(false);
  const [chosen, setChosen] = useState("");
  const choose = (at: string) => {
    setPast(false);
    setChosen(at);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const until = new Date(chosen);
    const isFuture = until.getTime() > Date.now();
    setPast(!isFuture);
    if (!isFuture) return;
    onOpenChange(false);
    onSnooze(until);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("pickTitle")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t("words")}
          placeholder={t("wordsHint")}
          autoComplete="off"
          dir="auto"
          onChange={({ target }) => {
            const at = timeOfWords(target.value, locale, new Date());
            if (at) choose(localTextOf(at));
          }}
        />
        <DateTimeField
          label={t("until")}
          required
          value={chosen}
          onChange={choose}
          usualTime="09:00"
          error={isPast ? t("inPast") : undefined}
        />
        <Button variant="primary" type="submit" className="self-end">
          {t("submit")}
        </Button>
      </form>
    </Dialog>
  );
}

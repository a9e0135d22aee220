"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";

type SnoozeDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSnooze: (until: Date) => void;
};

/** Selects a custom time; it must be in the future. */
export function SnoozeDialog({ open, onOpenChange, onSnooze }: SnoozeDialogProps) {
  const t = useTranslations("snooze");
  const [isPast, setPast] = useState(false);
  const [chosen, setChosen] = useState("");
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
        <DateTimeField
          label={t("until")}
          required
          value={chosen}
          onChange={(at) => {
            setPast(false);
            setChosen(at);
          }}
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

"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const until = new Date(String(new FormData(event.currentTarget).get("until")));
    // An unreadable time is not in the future either.
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
          label={t("until")}
          type="datetime-local"
          name="until"
          required
          error={isPast ? t("inPast") : undefined}
        />
        <Button variant="primary" type="submit" className="self-end">
          {t("submit")}
        </Button>
      </form>
    </Dialog>
  );
}

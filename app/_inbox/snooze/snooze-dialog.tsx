"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { serverNow } from "@/app/_lib/times/server-now";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { TimeFields } from "./time-fields";

type SnoozeDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSnooze: (until: Date) => void;
};

/** A custom time, in words or as day and time; it must be in the future. */
export function SnoozeDialog({ open, onOpenChange, onSnooze }: SnoozeDialogProps) {
  const t = useTranslations("snooze");
  const [isPast, setPast] = useState(false);
  const [chosen, setChosen] = useState("");
  const choose = (at: string) => {
    setPast(false);
    setChosen(at);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const until = new Date(chosen);
    const isFuture = until.getTime() > serverNow();
    setPast(!isFuture);
    if (!isFuture) return;
    onOpenChange(false);
    onSnooze(until);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("pickTitle")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <TimeFields
          label={t("until")}
          value={chosen}
          onChange={choose}
          error={isPast ? t("inPast") : undefined}
        />
        <Button variant="primary" type="submit" className="self-end">
          {t("submit")}
        </Button>
      </form>
    </Dialog>
  );
}

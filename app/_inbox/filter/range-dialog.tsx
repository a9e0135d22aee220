"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { DayRangeFields } from "@/app/_shared/filter/day-range-fields";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { dayRangeText, parseDayRange } from "@/server/contract/conversation/day-range";

type RangeDialogProps = {
  title: string;
  text: string | undefined;
  onSave: (text: string | undefined) => void;
  onClose: () => void;
};

/** From which day to which, for a filter. */
export function RangeDialog({ title, text, onSave, onClose }: RangeDialogProps) {
  const t = useTranslations("filter");
  const [days, setDays] = useState(() => {
    const range = text === undefined ? null : parseDayRange(text);
    return range && "from" in range ? range : { from: null, to: null };
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation(); // it may lie in a form
    onSave(dayRangeText(days.from, days.to) ?? undefined);
    onClose();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()} title={title} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <DayRangeFields {...days} onChange={(change) => setDays({ ...days, ...change })} />
        <Button variant="primary" type="submit" className="self-end">
          {t("apply")}
        </Button>
      </form>
    </Dialog>
  );
}

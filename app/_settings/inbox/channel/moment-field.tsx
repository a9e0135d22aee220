"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Overtaken } from "@/app/_settings/frame/overtaken";
import { DateTimeField } from "@/app/_shared/date/date-field";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { useEdits } from "@/app/_shared/dialogs/use-edits";

type MomentFieldProps = {
  label: string;
  name: string;
  /** As ISO 8601, or empty. */
  stored: string;
  hint: string | undefined;
  onChoose: (moment: string) => void;
};

/** A day and time in the reader's time zone, or none; the form has it as ISO 8601. */
export function MomentField({ label, name, stored, hint, onChoose }: MomentFieldProps) {
  const t = useTranslations("settings.channelForm");
  const { edits, edit, isOvertaken } = useEdits(useMemo(() => ({ moment: stored }), [stored]));
  const moment = edits.moment ?? stored;
  const change = (local: string) => {
    const next = local === "" ? "" : new Date(local).toISOString();
    edit({ moment: next });
    onChoose(next);
  };
  return (
    <>
      <DateTimeField
        label={label}
        hint={hint}
        value={moment === "" ? "" : localTextOf(new Date(moment))}
        onChange={change}
        emptyMark={t("noMoment")}
      />
      <input type="hidden" name={name} value={moment} />
      <Overtaken isOvertaken={isOvertaken} />
    </>
  );
}

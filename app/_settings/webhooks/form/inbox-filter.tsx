"use client";

import { useTranslations } from "next-intl";
import { InboxCheckList } from "@/app/_shared/choice/inbox-check-list";

type InboxFilterProps = { chosen: number[] | null; onChange: (inboxIds: number[] | null) => void };

/** The inboxes whose events are sent; none chosen: all. */
export function InboxFilter({ chosen, onChange }: InboxFilterProps) {
  const t = useTranslations("settings.webhooks.form");
  return (
    <InboxCheckList
      legend={t("inboxes")}
      hint={t("inboxesHint")}
      layout="wrapped"
      chosen={chosen ?? []}
      onChange={(ids) => onChange(ids.length === 0 ? null : ids)}
    />
  );
}

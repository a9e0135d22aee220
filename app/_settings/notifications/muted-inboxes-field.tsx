"use client";

import { useTranslations } from "next-intl";
import { InboxCheckList } from "@/app/_shared/choice/inbox-check-list";
import type { SettingsProps } from "./settings-props";

/** The inboxes of which only mentions notify. */
export function MutedInboxesField({ settings: { mutedInboxIds }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  return (
    <InboxCheckList
      legend={t("muted")}
      hint={t("mutedText")}
      layout="wrapped"
      chosen={mutedInboxIds}
      onChange={(ids) => onChange({ mutedInboxIds: ids })}
    />
  );
}

"use client";

import { useTranslations } from "next-intl";
import { PageTabs } from "@/app/_settings/frame/page-tabs";
import { INBOX_TABS, type InboxTab, inboxHref } from "@/app/_shared/inbox/inbox-tab";

type InboxTabsProps = {
  inboxId: number;
  tab: InboxTab;
  unsaved: ReadonlySet<InboxTab>;
};

/** The tabs of an inbox's settings. */
export function InboxTabs({ inboxId, tab, unsaved }: InboxTabsProps) {
  const t = useTranslations("settings.inboxTabs");
  const tabs = INBOX_TABS.map((one) => ({
    href: inboxHref(inboxId, one),
    name: t(one),
    isCurrent: one === tab,
    isUnsaved: unsaved.has(one),
  }));
  return <PageTabs label={t("label")} tabs={tabs} />;
}

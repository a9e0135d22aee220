"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { InboxTab } from "@/app/_settings/inbox/tabs/inbox-tab";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { ChangeLog } from "./change-log";
import { PolicyEditor } from "./policy-editor";
import { usePolicyDraft } from "./use-policy-draft";

type RulesTabProps = { inbox: InboxDto; onUnsaved: (tab: InboxTab, isUnsaved: boolean) => void };

/** The rules that decide a conversation's status, their preview, and their changes. */
export function RulesTab({ inbox, onUnsaved }: RulesTabProps) {
  const t = useTranslations("settings.policy");
  const draft = usePolicyDraft(inbox);
  const isUnsaved = draft.changed.length > 0;
  useEffect(() => onUnsaved("rules", isUnsaved), [onUnsaved, isUnsaved]);
  return (
    <>
      <p className="mb-5 max-w-prose text-pretty text-muted">{t("text")}</p>
      <PolicyEditor inbox={inbox} draft={draft} />
      <ChangeLog inboxId={inbox.id} onEdit={draft.set} />
    </>
  );
}

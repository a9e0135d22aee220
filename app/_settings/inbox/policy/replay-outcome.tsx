"use client";

import { useTranslations } from "next-intl";
import { StatusChip } from "@/app/_shared/conversation/marks";
import type { PolicyReplayDto } from "@/server/contract/inbox/policy-preview";

/** An outcome of a repeated decision: a status, perhaps in another conversation, or a new conversation. */
export function ReplayOutcome({ ending }: { ending: PolicyReplayDto["data"][number]["was"] }) {
  const t = useTranslations("settings.policy");
  const { status, isDiverted } = ending;
  if (status === null) return <span className="text-muted">{t("newOne")}</span>;
  return (
    <>
      <StatusChip status={status} />
      {isDiverted ? <span className="text-muted text-sm">{t("dryRun.elsewhere")}</span> : null}
    </>
  );
}

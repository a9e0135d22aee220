"use client";

import { useQuery } from "@tanstack/react-query";
import { InboxIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { IntegrationCheck } from "@/app/_settings/inbox/check/integration-check";
import { CallbackSettings } from "@/app/_settings/inbox/connection/callback-settings";
import { PublicApi } from "@/app/_settings/inbox/connection/public-api";
import { WukongimGuide } from "@/app/_settings/inbox/connection/wukongim-guide";
import { ChangeLog } from "@/app/_settings/inbox/policy/change-log";
import { PolicyEditor } from "@/app/_settings/inbox/policy/policy-editor";
import { usePolicyDraft } from "@/app/_settings/inbox/policy/use-policy-draft";
import { ReviewBox } from "@/app/_settings/inbox/review/review-box";
import { LoadState } from "@/app/_shared/load-state";
import { EmptyState } from "@/app/_ui/empty-state";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { InboxForm } from "./inbox-form";

/** An inbox's settings: review, policy, changes, connection, public API and integration check. */
export function InboxScreen({ inboxId }: { inboxId: number }) {
  const t = useTranslations("settings.policy");
  const trpc = useTRPC();
  const { data: inbox, error, refetch } = useQuery(trpc.inboxes.get.queryOptions({ inboxId }));
  if (inbox) return <InboxSettings key={inbox.id} inbox={inbox} />;
  if (refusalCodeOf(error) !== "inbox.not_found") return <LoadState error={error} onRetry={refetch} />;
  return (
    <>
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState icon={<InboxIcon size={20} />} title={t("notFound")}>
        {t("notFoundText")}
      </EmptyState>
    </>
  );
}

function InboxSettings({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.policy");
  const draft = usePolicyDraft(inbox);
  return (
    <>
      <PageHead title={t("title")}>
        <bdi className="text-fg">{inbox.name}</bdi> · {t("text")}
      </PageHead>
      <ReviewBox inbox={inbox} />
      <PolicyEditor inbox={inbox} draft={draft} />
      <ChangeLog inboxId={inbox.id} onEdit={draft.set} />
      <InboxForm inbox={inbox} />
      {inbox.callbackUrl === null ? null : <CallbackSettings inbox={inbox} />}
      {inbox.channel === "wukongim" ? <WukongimGuide /> : null}
      {inbox.channel === "api" ? <PublicApi inbox={inbox} /> : null}
      <IntegrationCheck inbox={inbox} />
    </>
  );
}

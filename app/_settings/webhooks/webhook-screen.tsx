"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Webhook as WebhookIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { DeliveryLog } from "@/app/_settings/webhooks/delivery/delivery-log";
import { EditWebhook } from "@/app/_settings/webhooks/form/edit-webhook";
import { LoadState } from "@/app/_shared/load-state";
import { EmptyState } from "@/app/_ui/empty-state";
import { Toggles } from "@/app/_ui/toggles";
import { HealthChart } from "./health-chart";
import { HealthFacts } from "./health-facts";
import { InboxLink } from "./inbox-link";
import { StateChip } from "./state-chip";
import { POLL_INTERVAL_MS, type Webhook } from "./webhook";
import { WebhookActions } from "./webhook-actions";

/** One endpoint: health, deliveries and settings. */
export function WebhookScreen({ endpointId }: { endpointId: number }) {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  // While it is being deleted it is not polled: it would not be found.
  const [isDeleting, setDeleting] = useState(false);
  const { data, error, refetch } = useQuery(
    trpc.webhooks.get.queryOptions(
      { endpointId },
      { refetchInterval: POLL_INTERVAL_MS, enabled: !isDeleting },
    ),
  );
  const isGone = refusalCodeOf(error) === "endpoint.not_found";
  if (data && !isGone)
    return <WebhookSettings webhook={data} isDeleting={isDeleting} onDeleting={setDeleting} />;
  if (!isGone) return <LoadState error={error} onRetry={refetch} />;
  return (
    <>
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState icon={<WebhookIcon size={20} />} title={t("notFound")} action={<BackLink />} />
    </>
  );
}

const PARTS = ["log", "settings"] as const;

type WebhookSettingsProps = {
  webhook: Webhook;
  isDeleting: boolean;
  onDeleting: (isDeleting: boolean) => void;
};

function WebhookSettings({ webhook, isDeleting, onDeleting }: WebhookSettingsProps) {
  const t = useTranslations("settings.webhooks");
  const { callbackInboxId, bot } = webhook;
  const [part, setPart] = useState<(typeof PARTS)[number]>("log");
  // The settings stay in the page, hidden: they keep what is typed in them.
  const [hasEdited, setEdited] = useState(false);
  if (part === "settings" && !hasEdited) setEdited(true);
  return (
    <>
      <BackLink />
      <PageHead title={hostOf(webhook.url)} action={<StateChip webhook={webhook} />}>
        <span dir="ltr" className="wrap-anywhere">
          {webhook.url}
        </span>
        {bot ? (
          <span className="block">
            {t("bot", { name: bot.name })}. {t("botText")}
          </span>
        ) : null}
        {callbackInboxId ? (
          <span className="block">
            <InboxLink inboxId={callbackInboxId} /> {t("ofInboxText")}
          </span>
        ) : null}
      </PageHead>
      <div className="flex flex-col gap-5">
        <StateNotice webhook={webhook} />
        <WebhookActions webhook={webhook} onDeleting={onDeleting} />
        <section aria-label={t("health")}>
          <HealthChart webhook={webhook} />
          <HealthFacts webhook={webhook} />
        </section>
        {callbackInboxId || bot ? null : (
          <Toggles
            label={t("parts")}
            value={part}
            onChange={setPart}
            options={PARTS.map((value) => ({ value, label: t(`part.${value}`) }))}
          />
        )}
        {part === "log" && !isDeleting ? <DeliveryLog endpointId={webhook.id} /> : null}
        {hasEdited ? (
          <div hidden={part !== "settings"}>
            <EditWebhook key={webhook.version} webhook={webhook} />
          </div>
        ) : null}
      </div>
    </>
  );
}

function BackLink() {
  const t = useTranslations("settings.webhooks");
  return (
    <Link
      href="/settings/webhooks"
      className="mb-3 inline-flex items-center gap-1.5 text-muted hover:text-fg"
    >
      <ArrowLeft size={14} aria-hidden />
      {t("title")}
    </Link>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** Why nothing is delivered, or why deliveries fail, and what happens to events meanwhile. */
function StateNotice({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks.notice");
  const times = useTimes();
  const { state, disabledReason, failingSince, health, previousSecretUntil } = webhook;
  const notices = [
    state === "disabled" ? t(`disabled.${disabledReason ?? "by_hand"}`) : null,
    state === "enabled" && failingSince !== null ? t("failing", { when: times.moment(failingSince) }) : null,
    state === "enabled" && health.pausedUntil !== null
      ? t("paused", { when: times.seconds(health.pausedUntil) })
      : null,
    previousSecretUntil !== null && Date.parse(previousSecretUntil) > Date.now()
      ? t("rotating", { when: times.moment(previousSecretUntil) })
      : null,
  ].filter((text) => text !== null);
  if (notices.length === 0) return null;
  return (
    <div role="status" className="flex flex-col gap-1 rounded-m bg-warn-soft px-4 py-3 text-warn">
      {notices.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

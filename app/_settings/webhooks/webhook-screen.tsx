"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Webhook as WebhookIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { DeliveryLog } from "@/app/_settings/webhooks/delivery/delivery-log";
import { draftOf } from "@/app/_settings/webhooks/form/draft";
import { WebhookForm } from "@/app/_settings/webhooks/form/webhook-form";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { LoadState } from "@/app/_shared/load-state";
import { Toggles } from "@/app/_ui/check";
import { EmptyState } from "@/app/_ui/empty-state";
import { notify } from "@/app/_ui/overlay/toast";
import { HealthChart } from "./health-chart";
import { InboxLink, StateChip } from "./state-chip";
import { POLL_INTERVAL_MS, type Webhook, webhookName } from "./webhook";
import { WebhookActions } from "./webhook-actions";
import { WebhooksLink } from "./webhooks-link";

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
      <EmptyState
        icon={<WebhookIcon size={20} />}
        title={t("notFound")}
        action={
          <Link href="/settings/webhooks" className="font-semibold text-accent hover:underline">
            {t("notFoundAction")}
          </Link>
        }
      >
        {t("notFoundText")}
      </EmptyState>
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
  // The settings stay in the page, hidden: they keep what is typed in them, also when the endpoint begins to fail meanwhile.
  const [hasEdited, setEdited] = useState(false);
  if (part === "settings" && !hasEdited) setEdited(true);
  return (
    <>
      <WebhooksLink />
      <PageHead title={webhookName(webhook)} action={<StateChip webhook={webhook} />}>
        <span dir="ltr" className="wrap-anywhere">
          {webhook.url}
        </span>
        {bot ? <span className="block">{t("botText")}</span> : null}
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
            <EditWebhook webhook={webhook} />
          </div>
        ) : null}
      </div>
    </>
  );
}

/** Why nothing is delivered, or why deliveries fail, and what happens to events meanwhile. */
function StateNotice({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks.notice");
  const times = useTimes();
  const { state, disabledReason, failingSince, health, previousSecretUntil } = webhook;
  const notices = [
    state === "disabled" ? t(`disabled.${disabledReason ?? "by_hand"}`) : null,
    state === "enabled" && failingSince !== null ? t("failing", { when: times.moment(failingSince) }) : null,
    state === "enabled" && health.pausedUntil !== null
      ? t("paused", { when: times.precise(health.pausedUntil) })
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

/** An endpoint's health in numbers, from its last tries within a day. */
function HealthFacts({ webhook: { health } }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks.facts");
  const times = useTimes();
  const at = (instant: string | null) => (instant === null ? t("never") : times.moment(instant));
  const { waiting, behind, p50Ms, p99Ms, lastDeliveredAt, lastFailedAt } = health;
  const facts = [
    ["waiting", String(waiting)],
    ["behind", String(behind)],
    ["p50", p50Ms === null ? "–" : t("ms", { ms: p50Ms })],
    ["p99", p99Ms === null ? "–" : t("ms", { ms: p99Ms })],
    ["lastDelivered", at(lastDeliveredAt)],
    ["lastFailed", at(lastFailedAt)],
  ] as const;
  return (
    <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-muted text-sm">{t(name)}</dt>
          <dd className="font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Edits an endpoint: only what was changed in the form is saved. */
function EditWebhook({ webhook }: { webhook: Webhook }) {
  const stored = useMemo(() => draftOf(webhook), [webhook]);
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ text: t("saved") });
      },
    }),
  );
  return (
    <WebhookForm
      first={stored}
      isPending={update.isPending}
      error={update.error}
      submitLabel={t("save")}
      onSubmit={(draft, onSaved) =>
        update.mutate({ ...changesOf(stored, draft), endpointId: webhook.id }, { onSuccess: onSaved })
      }
    />
  );
}

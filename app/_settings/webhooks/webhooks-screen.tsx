"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus, Webhook as WebhookIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { FilteredList } from "@/app/_settings/frame/filtered-list";
import { PageHead } from "@/app/_settings/frame/page-head";
import { LoadState } from "@/app/_shared/load-state";
import { buttonClass } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { HealthChart } from "./health-chart";
import { InboxLink, StateChip, shownStateOf } from "./state-chip";
import { ownName, POLL_INTERVAL_MS, type Webhook } from "./webhook";

/** The endpoints, each with its health. */
export function WebhooksScreen() {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const {
    data: webhooks,
    error,
    refetch,
  } = useQuery(trpc.webhooks.list.queryOptions(undefined, { refetchInterval: POLL_INTERVAL_MS }));
  const create = (
    <Link href="/settings/webhooks/new" className={buttonClass({ variant: "primary" })}>
      <Plus size={15} aria-hidden />
      {t("create")}
    </Link>
  );
  return (
    <>
      <PageHead title={t("title")} action={webhooks && webhooks.length > 0 ? create : undefined}>
        {t("text")}
      </PageHead>
      {webhooks === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {webhooks?.length === 0 ? (
        <EmptyState icon={<WebhookIcon size={20} />} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {webhooks && webhooks.length > 0 ? (
        <FilteredList items={webhooks} textOf={(one) => `${ownName(one) ?? ""}\n${one.url}`}>
          {(found) => (
            <ul aria-label={t("title")} className="overflow-hidden rounded-m border border-line">
              {found.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )}
        </FilteredList>
      ) : null}
    </>
  );
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks");
  const times = useTimes();
  const { id, url, types, format, callbackInboxId, bot } = webhook;
  const title = ownName(webhook);
  const { lastFailedAt } = webhook.health;
  const subscribed = types[0] === "*" ? t("allTypes") : t("someTypes", { count: types.length });
  return (
    <li className="relative flex flex-wrap items-center gap-x-5 gap-y-2 border-line px-4 py-3 not-first:border-t hover:bg-hover">
      <span className="min-w-0 flex-1 basis-popup">
        <Link
          href={`/settings/webhooks/${id}`}
          className="font-medium wrap-anywhere after:absolute after:inset-0"
          dir="ltr"
        >
          {title ?? url}
        </Link>
        {title === null ? null : (
          <span className="block text-muted text-sm wrap-anywhere" dir="ltr">
            {url}
          </span>
        )}
        <span className="mt-0.5 flex flex-wrap items-center gap-x-2 text-muted text-sm">
          <StateChip webhook={webhook} />
          {bot ? `${t("bot")} · ` : null}
          {t(`format.${format}`)} · {callbackInboxId ? <InboxLink inboxId={callbackInboxId} /> : subscribed}
          {lastFailedAt === null || shownStateOf(webhook) === "enabled" ? null : (
            <time dateTime={lastFailedAt} className="text-bad">
              {t("lastFailed", { at: times.moment(lastFailedAt) })}
            </time>
          )}
        </span>
      </span>
      <HealthChart webhook={webhook} isSmall />
      <ChevronRight size={16} aria-hidden className="hidden text-faint sm:block" />
    </li>
  );
}

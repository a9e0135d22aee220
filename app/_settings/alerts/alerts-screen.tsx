"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { sizeText } from "@/app/_lib/files/file-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useChangeWords } from "@/app/_settings/audit/use-change-words";
import { PageHead } from "@/app/_settings/frame/page-head";
import { alertsOf } from "@/app/_settings/queries";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { useAlertText } from "@/app/_shared/use-alert-text";
import { Chip } from "@/app/_ui/display/chip";
import { EmptyState } from "@/app/_ui/empty-state";
import type { AlertDto } from "@/server/contract/alert/alert";
import { pathOfAlert } from "@/server/contract/alert/alert-path";

/** What needs an administrator: open alerts first, then the closed ones of the last 90 days. */
export function AlertsScreen() {
  const t = useTranslations("settings.alerts");
  const trpc = useTRPC();
  const list = useInfiniteQuery(alertsOf(trpc));
  const alerts = list.data?.pages.flatMap((page) => page.data);
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      {alerts === undefined ? <LoadState error={list.error} onRetry={list.refetch} /> : null}
      {alerts?.length === 0 ? (
        <EmptyState icon={<BellRing size={20} />} title={t("empty")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      <ol className="overflow-hidden rounded-m border border-line empty:hidden" aria-label={t("title")}>
        {alerts?.map((alert) => (
          <AlertLine key={alert.id} alert={alert} />
        ))}
      </ol>
      <MoreButton list={list}>{t("more")}</MoreButton>
    </>
  );
}

/** One alert: since when, what it is about, its cause, and where to do something about it. */
function AlertLine({ alert }: { alert: AlertDto }) {
  const t = useTranslations("settings.alerts");
  const times = useTimes();
  const textOf = useAlertText();
  const cause = useCause();
  const { createdAt, closedAt } = alert;
  const isOpen = closedAt === null;
  const path = pathOfAlert(alert);
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
      <Chip tone={isOpen ? "bad" : "ok"}>{t(isOpen ? "open" : "closed")}</Chip>
      <div className="min-w-0 flex-1 basis-popup wrap-anywhere">
        <p className="font-medium">{textOf({ ...alert, closedAt: null })}</p>
        <p className="mt-0.5 text-muted">{cause(alert)}</p>
        <p className="mt-0.5 text-faint text-sm">
          <time dateTime={createdAt}>
            {isOpen
              ? t("since", { at: times.moment(createdAt) })
              : t("lasted", { from: times.moment(createdAt), to: times.moment(closedAt) })}
          </time>
        </p>
      </div>
      {isOpen && path !== "/settings/alerts" ? (
        <Link href={path} className="text-accent hover:underline">
          {t("help")}
        </Link>
      ) : null}
    </li>
  );
}

const AROUND = ["account", "endpoint", "inbox", "member", "token"] as const;

/** Returns a function for the cause of an alert, and what to do about it. */
function useCause(): (alert: AlertDto) => string {
  const t = useTranslations("settings.alerts.facts");
  const times = useTimes();
  const words = useChangeWords();
  const reasonText = useReasonText();
  const format = useFormatter();
  const locale = useLocale();
  /** An inbox's own setting, or what changed beside it: `member.role`. */
  const settingName = (setting: string): string => {
    const subject = AROUND.find((known) => setting.startsWith(`${known}.`));
    return subject ? t(`around.${subject}`) : words.setting(setting);
  };
  return ({ kind, facts, createdAt }) => {
    const { messages = 1, since = createdAt, error, settings = [], reason = "failing" } = facts;
    const { processed = 0, total = 0, failed = 1, attempts = 1, freeBytes = 0, reserveBytes = 0 } = facts;
    if (kind === "messages_failing" && error)
      return t("messages_failing_error", { failed, attempts, error: reasonText(error) });
    if (kind === "archive_failing") return t(kind, { error: error ?? "" });
    if (kind === "channel_disconnected") return t(kind, { since: times.moment(since), error: error ?? "" });
    if (kind === "callback_down" && error)
      return t("callback_down_error", { since: times.moment(since), error: reasonText(error) });
    return t(kind, {
      messages,
      since: times.moment(since),
      settings: format.list([...new Set(settings.map(settingName))]),
      reason,
      processed,
      total,
      failed,
      attempts,
      free: sizeText(freeBytes, locale),
      reserve: sizeText(reserveBytes, locale),
    });
  };
}

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { StateChip } from "@/app/_settings/webhooks/state-chip";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Replies = DiagnosisDto["replies"];

/**
 * Who takes the inbox's replies: its callback, webhooks with their health, and programs that read the event log, are connected
 * or report.
 */
export function CheckedReplies({ replies }: { replies: Replies }) {
  const t = useTranslations("settings.check.replies");
  const times = useTimes();
  const { takers, callbackFailingSince: failingSince, webhooks, readers } = replies;
  return (
    <div>
      <h3 className="mb-1 font-semibold">{t("title")}</h3>
      <p>{takers.length === 0 ? t("nobody") : takers.map((taker) => t(`taker.${taker}`)).join(" · ")}</p>
      {failingSince ? (
        <p className="mt-1 text-bad">{t("callbackFailing", { when: times.moment(failingSince) })}</p>
      ) : null}
      {webhooks?.length === 0 ? <p className="mt-1 text-muted">{t("noWebhooks")}</p> : null}
      <ul className="mt-2 flex flex-col">
        {webhooks?.map((webhook) => (
          <HearingWebhook key={webhook.id} webhook={webhook} />
        ))}
        {readers?.map(({ tokenId, name, readAt, reportedAt, isConnected }) => (
          <li key={tokenId} className="border-line border-t py-2">
            {isConnected ? t("connected", { name }) : null}
            {isConnected || !reportedAt ? null : t("reporter", { name, when: times.moment(reportedAt) })}
            {isConnected || reportedAt || !readAt ? null : t("reader", { name, when: times.moment(readAt) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function HearingWebhook({ webhook }: { webhook: NonNullable<Replies["webhooks"]>[number] }) {
  const t = useTranslations("settings.check.replies");
  const times = useTimes();
  const { id, url, hears, isForReplies, isBot, pausedUntil, lastDeliveredAt } = webhook;
  return (
    <li className="grid gap-x-4 border-line border-t py-2 sm:grid-cols-2">
      <span className="min-w-0">
        <Link href={`/settings/webhooks/${id}`} className="text-accent wrap-anywhere">
          {url}
        </Link>{" "}
        <StateChip webhook={{ ...webhook, health: { pausedUntil } }} />
        {isBot ? <span className="ml-1.5 text-muted text-sm">{t("bot")}</span> : null}
        <span className="block text-muted text-sm">
          {lastDeliveredAt ? t("delivered", { when: times.moment(lastDeliveredAt) }) : t("neverDelivered")}
        </span>
      </span>
      <span className="text-muted">
        {isForReplies ? t("forReplies") : t("notForReplies")}
        <span className="block text-sm">{t("hears", { count: hears.length, first: hears[0] ?? "" })}</span>
      </span>
    </li>
  );
}

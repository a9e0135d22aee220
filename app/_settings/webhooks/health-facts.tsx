"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import type { Webhook } from "./webhook";

/** An endpoint's health in numbers, from its last tries within a day. */
export function HealthFacts({ webhook: { health } }: { webhook: Webhook }) {
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

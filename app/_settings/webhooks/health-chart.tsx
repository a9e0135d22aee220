"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useNow } from "@/app/_lib/times/use-now";
import { type ChartPane, type ChartPoint, HOUR_MS } from "@/app/_shared/chart/chart";
import { SmallChart, TimeChart } from "@/app/_shared/chart/time-chart";
import type { Webhook } from "./webhook";

const HOURS = 24;

/** The last 24 hours: successes and failures above, response times below; a sentence while only one hour has any. */
export function HealthChart({ webhook, isSmall = false }: { webhook: Webhook; isSmall?: boolean }) {
  const t = useTranslations("settings.webhooks.chart");
  const format = useFormatter();
  const hours = useHours(webhook);
  const panes = usePanes();
  const isHydrated = useIsHydrated(); // before hydration the current hour is unknown
  const sum = (key: "delivered" | "failed") =>
    hours.reduce((total, { values }) => total + (values[key] ?? 0), 0);
  const delivered = sum("delivered");
  const tries = delivered + sum("failed");
  const slowestMs = Math.max(0, ...hours.map(({ values }) => values["meanMs"] ?? 0));
  const share =
    tries === 0 ? null : format.number(delivered / tries, { style: "percent", maximumFractionDigits: 1 });
  const words = share === null ? t("none") : t("words", { tries, share, slowestMs });
  const text = (shown: string) => (isHydrated ? shown : "\u00a0");
  const chart = { label: words, points: hours, stepMs: HOUR_MS };
  if (isSmall)
    return (
      <figure className="w-60 shrink-0">
        <SmallChart {...chart} panes={panes.small} />
        <figcaption className="text-muted text-xs">
          {text(share === null ? t("quiet") : t("share", { share }))}
        </figcaption>
      </figure>
    );
  // One hour has no course to see: its numbers are in the sentence.
  if (hours.filter(({ values }) => (values["delivered"] ?? 0) + (values["failed"] ?? 0) > 0).length < 2)
    return <p className="text-muted">{text(words)}</p>;
  return (
    <TimeChart {...chart} panes={panes.large}>
      <span>{text(words)}</span>
    </TimeChart>
  );
}

function usePanes(): { large: readonly ChartPane[]; small: readonly ChartPane[] } {
  const t = useTranslations("settings.webhooks.chart");
  const facts = useTranslations("settings.webhooks.facts");
  const format = useFormatter();
  return useMemo(() => {
    const count = (value: number) => format.number(value);
    const series = [
      { key: "delivered", label: t("taken"), kind: "bar", tone: "ok", format: count },
      { key: "failed", label: t("failed"), kind: "bar", tone: "bad", format: count },
    ] as const;
    const latency = {
      key: "meanMs",
      label: t("latency"),
      kind: "line",
      tone: "accent",
      format: (ms: number) => facts("ms", { ms }),
    } as const;
    return {
      large: [
        { series, height: "h-30" },
        { series: [latency], height: "h-24" },
      ],
      small: [{ series, height: "h-10" }],
    };
  }, [t, facts, format]);
}

/** Every hour of the last 24, including those without tries. */
function useHours({ hours }: Webhook): ChartPoint[] {
  const now = Math.floor(useNow() / HOUR_MS);
  return useMemo(() => {
    const byHour = new Map(hours.map((hour) => [Math.floor(Date.parse(hour.at) / HOUR_MS), hour]));
    return Array.from({ length: HOURS }, (_, index) => {
      const at = now - HOURS + 1 + index;
      const { tries = 0, delivered = 0, meanMs = null } = byHour.get(at) ?? {};
      return {
        at: new Date(at * HOUR_MS).toISOString(),
        values: { delivered, failed: tries - delivered, meanMs },
      };
    });
  }, [hours, now]);
}

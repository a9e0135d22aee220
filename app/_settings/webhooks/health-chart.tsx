"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useNow } from "@/app/_lib/times/use-now";
import type { Webhook } from "./webhook";

const HOUR_MS = 3_600_000;
const HOURS = 24;
const BAR = { width: 8, step: 10, height: 40 };
const LINE_HEIGHT = 24;
/** The minimum height of a bar, so that one try among thousands is visible. */
const SEEN_MIN = 1.5;

type Hour = { tries: number; delivered: number; meanMs: number | null };

/** The last 24 hours: successes and failures above, response times below; as text for screen readers. */
export function HealthChart({ webhook, isSmall = false }: { webhook: Webhook; isSmall?: boolean }) {
  const t = useTranslations("settings.webhooks.chart");
  const format = useFormatter();
  const hours = useHours(webhook);
  const isHydrated = useIsHydrated(); // before hydration the current hour is unknown
  const tries = hours.reduce((sum, hour) => sum + hour.tries, 0);
  const delivered = hours.reduce((sum, hour) => sum + hour.delivered, 0);
  const slowestMs = Math.max(0, ...hours.map(({ meanMs }) => meanMs ?? 0));
  const share =
    tries === 0 ? null : format.number(delivered / tries, { style: "percent", maximumFractionDigits: 1 });
  const words = share === null ? t("none") : t("words", { tries, share, slowestMs });
  const shown = isSmall ? (share ?? t("quiet")) : words;
  const text = isHydrated ? shown : "\u00a0";
  return (
    <figure className={isSmall ? "w-60 shrink-0" : "max-w-page"}>
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${HOURS * BAR.step} ${BAR.height + LINE_HEIGHT + 6}`}
        preserveAspectRatio="none"
        className={isSmall ? "h-10 w-full" : "h-28 w-full"}
      >
        <Bars hours={hours} />
        <Latency hours={hours} slowestMs={slowestMs} />
      </svg>
      <figcaption
        className={isSmall ? "text-muted text-xs" : "mt-1.5 flex flex-wrap gap-x-5 text-muted text-sm"}
      >
        {isSmall ? (
          text
        ) : (
          <>
            <Key className="bg-ok">{t("taken")}</Key>
            <Key className="border-2 border-bad bg-bad-soft">{t("failed")}</Key>
            <Key className="h-0.5 bg-accent">{t("latency")}</Key>
            <span>{text}</span>
          </>
        )}
      </figcaption>
    </figure>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`inline-block size-2.5 ${className}`} />
      {children}
    </span>
  );
}

/** Failures are outlined and stacked on successes, so that they differ without colour. */
function Bars({ hours }: { hours: readonly Hour[] }) {
  const most = Math.max(1, ...hours.map(({ tries }) => tries));
  const heightOf = (count: number) =>
    count === 0 ? 0 : Math.max(SEEN_MIN, (count / most) * (BAR.height - SEEN_MIN));
  return hours.map(({ tries, delivered }, index) => {
    const x = index * BAR.step + 1;
    const taken = heightOf(delivered);
    const failed = heightOf(tries - delivered);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its position
      <g key={index}>
        <rect x={x} y={BAR.height - 0.5} width={BAR.width} height={0.5} className="fill-line-strong" />
        <rect x={x} y={BAR.height - taken} width={BAR.width} height={taken} className="fill-ok" />
        <rect
          x={x + 0.5}
          y={Math.max(0, BAR.height - taken - failed)}
          width={BAR.width - 1}
          height={failed}
          className="fill-bad-soft stroke-bad"
          strokeWidth={failed === 0 ? 0 : 1}
        />
      </g>
    );
  });
}

function Latency({ hours, slowestMs }: { hours: readonly Hour[]; slowestMs: number }) {
  const bottom = BAR.height + LINE_HEIGHT + 4;
  const points = hours.flatMap(({ meanMs }, index) =>
    meanMs === null
      ? []
      : [{ x: index * BAR.step + BAR.step / 2, y: bottom - (meanMs / Math.max(1, slowestMs)) * LINE_HEIGHT }],
  );
  return (
    <>
      <polyline
        points={points.map(({ x, y }) => `${x},${y}`).join(" ")}
        className="fill-none stroke-accent"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
      {points.map(({ x, y }) => (
        <rect key={x} x={x - 1} y={y - 1} width={2} height={2} className="fill-accent" />
      ))}
    </>
  );
}

/** Every hour of the last 24, including those without tries. */
function useHours({ hours }: Webhook): Hour[] {
  const now = Math.floor(useNow() / HOUR_MS);
  const byHour = new Map(hours.map((hour) => [Math.floor(Date.parse(hour.at) / HOUR_MS), hour]));
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = byHour.get(now - HOURS + 1 + index);
    return hour ?? { tries: 0, delivered: 0, meanMs: null };
  });
}

"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { healthOf } from "@/app/_settings/queries";
import { type ChartPane, type ChartPoint, DAY_MS, HOUR_MS } from "@/app/_shared/chart/chart";
import { TimeChart } from "@/app/_shared/chart/time-chart";
import { LoadState } from "@/app/_shared/load-state";
import { useInboxes } from "@/app/_shared/use-account";
import { Segmented } from "@/app/_ui/segmented";
import { Select } from "@/app/_ui/select";
import { HEALTH_PERIODS, type HealthPeriod } from "@/server/contract/health/constants";
import type { HealthDto } from "@/server/contract/health/health";
import { EndpointList } from "./endpoint-list";
import { ErrorList } from "./error-list";
import { FIRST_QUERY, isFine } from "./health";
import { InboxList } from "./inbox-list";
import { QueueFacts } from "./queue-facts";
import { Section } from "./section";

/** Whether messages leave and arrive, for administrators. */
export function HealthScreen() {
  const t = useTranslations("settings.health");
  const trpc = useTRPC();
  const times = useTimes();
  const [query, setQuery] = useState(FIRST_QUERY);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...healthOf(trpc, query),
    placeholderData: keepPreviousData,
  });
  // A report that is no longer current stays, and says of when it is.
  const isFailed = error !== null && (data === undefined || isPlaceholderData);
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label={t("period")}
          value={query.period}
          onChange={(period) => setQuery({ ...query, period })}
          options={HEALTH_PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
        />
        <InboxField inboxId={query.inboxId} onChange={(inboxId) => setQuery({ ...query, inboxId })} />
        {data ? (
          <p className="ml-auto text-muted text-sm">{t("updated", { time: times.seconds(data.at) })}</p>
        ) : null}
      </div>
      {data === undefined || isFailed ? (
        <LoadState error={error} onRetry={refetch} />
      ) : (
        <Report health={data} />
      )}
    </>
  );
}

function Report({ health }: { health: HealthDto }) {
  const t = useTranslations("settings.health");
  return (
    <div className="flex flex-col gap-8">
      {isFine(health) ? (
        <p className="flex items-center gap-2 rounded-m bg-ok-soft px-4 py-3 text-ok">
          <CircleCheck size={17} aria-hidden className="shrink-0" />
          {t("fine")}
        </p>
      ) : null}
      <AttemptsChart health={health} />
      <InboxList health={health} />
      <ErrorList health={health} />
      <QueueFacts queues={health.queues} />
      <EndpointList endpoints={health.endpoints} />
    </div>
  );
}

type InboxFieldProps = { inboxId: number | null; onChange: (inboxId: number | null) => void };

function InboxField({ inboxId, onChange }: InboxFieldProps) {
  const t = useTranslations("settings.health");
  const inboxes = useInboxes();
  return (
    <Select
      aria-label={t("inbox")}
      value={inboxId}
      options={[
        { value: null, label: t("allInboxes") },
        ...inboxes.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={onChange}
      className="w-60 max-w-full"
    />
  );
}

/** Attempts to send over time, how many of them failed, and their share. */
function AttemptsChart({ health }: { health: HealthDto }) {
  const t = useTranslations("settings.health.chart");
  const format = useFormatter();
  const isHydrated = useIsHydrated(); // steps begin at midnight in the reader's time zone
  const points = useMemo(() => (isHydrated ? bucketsOf(health) : []), [health, isHydrated]);
  const busySteps = points.filter(({ values }) => values["failedShare"] !== null).length;
  const panes = usePanes(isHydrated ? busySteps > 1 : hasCourseAnywhere(health));
  const sum = (key: "attempts" | "failed") => health.hours.reduce((total, hour) => total + hour[key], 0);
  const [attempts, failed] = [sum("attempts"), sum("failed")];
  const share = format.number(attempts === 0 ? 0 : failed / attempts, {
    style: "percent",
    maximumFractionDigits: 1,
  });
  const words = attempts === 0 ? t("none") : t("words", { attempts, failed, share });
  return (
    <Section title={t("title")}>
      <p className="mb-2 text-muted">{words}</p>
      {attempts === 0 ? null : (
        <TimeChart label={words} panes={panes} points={points} stepMs={STEP_MS[health.period]} />
      )}
      {health.isCut ? <p className="mt-2 text-muted text-sm">{t("cut")}</p> : null}
    </Section>
  );
}

/** `hasCourse`: there is more than one step to compare; else a low chart of the numbers, without their share. */
function usePanes(hasCourse: boolean): readonly ChartPane[] {
  const t = useTranslations("settings.health.chart");
  const format = useFormatter();
  return useMemo(() => {
    const count = (value: number) => format.number(value);
    const percent = (value: number) =>
      format.number(value / 100, { style: "percent", maximumFractionDigits: 1 });
    const counts: ChartPane = {
      series: [
        { key: "rest", label: t("rest"), kind: "bar", tone: "accent", format: count },
        { key: "failed", label: t("failed"), kind: "bar", tone: "bad", format: count },
      ],
      height: hasCourse ? "h-44" : "h-24",
    };
    const share: ChartPane = {
      series: [{ key: "failedShare", label: t("share"), kind: "line", tone: "bad", format: percent }],
      height: "h-24",
    };
    return hasCourse ? [counts, share] : [counts];
  }, [t, format, hasCourse]);
}

/** Whether attempts lie in several steps in most time zones: the chart has its height before the reader's zone is known. */
export function hasCourseAnywhere({ hours, period }: Pick<HealthDto, "hours" | "period">): boolean {
  const busy = hours.filter(({ attempts }) => attempts > 0);
  return new Set(busy.map(({ at }) => Math.floor(Date.parse(at) / STEP_MS[period]))).size > 1;
}

/** The length of a chart's steps, so that bars are wide enough to be pointed at. */
const STEP_MS: Readonly<Record<HealthPeriod, number>> = {
  day: HOUR_MS,
  week: 6 * HOUR_MS,
  month: DAY_MS,
};

/**
 * The attempts of a report in steps of the reader's time zone, including steps without any. `failedShare` is in
 * percent; null without attempts.
 */
export function bucketsOf({
  since,
  at,
  period,
  hours,
}: Pick<HealthDto, "since" | "at" | "period" | "hours">): ChartPoint[] {
  const counts = new Map(hours.map((hour) => [Date.parse(hour.at), hour]));
  const buckets = new Map<number, { attempts: number; failed: number }>();
  for (let ms = Date.parse(since); ms <= Date.parse(at); ms += HOUR_MS) {
    const begin = beginOf(ms, STEP_MS[period]);
    const bucket = buckets.get(begin) ?? { attempts: 0, failed: 0 };
    const { attempts = 0, failed = 0 } = counts.get(ms) ?? {};
    buckets.set(begin, { attempts: bucket.attempts + attempts, failed: bucket.failed + failed });
  }
  return [...buckets].map(([begin, { attempts, failed }]) => ({
    at: new Date(begin).toISOString(),
    values: {
      rest: Math.max(0, attempts - failed),
      failed,
      failedShare: attempts === 0 ? null : (100 * failed) / Math.max(attempts, failed),
    },
  }));
}

/** The beginning of the step of an hour. Longer steps begin at the reader's midnight. */
function beginOf(ms: number, stepMs: number): number {
  if (stepMs === HOUR_MS) return ms;
  const at = new Date(ms);
  const stepHours = stepMs / HOUR_MS;
  const hour = Math.floor(at.getHours() / stepHours) * stepHours;
  return new Date(at.getFullYear(), at.getMonth(), at.getDate(), hour).getTime();
}

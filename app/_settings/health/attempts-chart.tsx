"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import type { ChartPane } from "@/app/_shared/chart/chart";
import { TimeChart } from "@/app/_shared/chart/time-chart";
import type { HealthDto } from "@/server/contract/health/health";
import { bucketsOf, STEP_MS } from "./buckets";
import { Section } from "./section";

/** Attempts to send over time, how many of them failed, and their share. */
export function AttemptsChart({ health }: { health: HealthDto }) {
  const t = useTranslations("settings.health.chart");
  const format = useFormatter();
  const isHydrated = useIsHydrated(); // steps begin at midnight in the reader's time zone
  const points = useMemo(() => (isHydrated ? bucketsOf(health) : []), [health, isHydrated]);
  const busySteps = points.filter(({ values }) => values["failedShare"] !== null).length;
  const panes = usePanes(busySteps > 1);
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

"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { whenReachable } from "@/app/_lib/when-reachable";
import { Button } from "@/app/_ui/button";
import type { ChartPane, ChartPoint } from "./chart";
import { SeriesMark } from "./chart";
import { ChartTable } from "./chart-table";

/** The chart library is large: only routes with charts load it. It measures its place, so the server cannot draw it. */
const TimePlot = dynamic(
  whenReachable(() => import("./time-plot")),
  { ssr: false },
);

type TimeChartProps = {
  /** What it shows, in words: also for screen readers. */
  label: string;
  panes: readonly ChartPane[];
  points: readonly ChartPoint[];
  stepMs: number;
  /** Below the chart, beside the keys. */
  children?: ReactNode;
};

/** Values over time, drawn or as a table. */
export function TimeChart({ label, panes, points, stepMs, children }: TimeChartProps) {
  const t = useTranslations("chart");
  const [isTable, setTable] = useState(false);
  const series = panes.flatMap((pane) => pane.series);
  return (
    <figure>
      {isTable ? (
        <ChartTable label={label} series={series} points={points} stepMs={stepMs} />
      ) : (
        <Plots {...{ label, panes, points, stepMs }} />
      )}
      <figcaption className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-muted text-sm">
        {isTable
          ? null
          : series.map(({ key, label: name, kind, tone }) => (
              <span key={key} className="inline-flex items-center gap-1.5">
                <SeriesMark kind={kind} tone={tone} />
                {name}
              </span>
            ))}
        {children}
        <Button size="sm" variant="ghost" onClick={() => setTable(!isTable)} className="ml-auto">
          {isTable ? t("asChart") : t("asTable")}
        </Button>
      </figcaption>
    </figure>
  );
}

/** The same without axes, keys and table, for a row of a list. */
export const SmallChart = (chart: Omit<TimeChartProps, "children">) => <Plots {...chart} isSmall />;

function Plots({
  panes,
  isSmall = false,
  ...chart
}: Omit<TimeChartProps, "children"> & { isSmall?: boolean }) {
  const allSeries = panes.flatMap(({ series }) => series);
  return panes.map((pane, index) => (
    <div
      key={pane.series.map(({ key }) => key).join()}
      className={cn(pane.height, isSmall && "border-line-strong border-b")}
    >
      <TimePlot
        {...chart}
        pane={pane}
        allSeries={allSeries}
        hasTimes={index === panes.length - 1}
        isSmall={isSmall}
      />
    </div>
  ));
}

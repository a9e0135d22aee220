"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { Button } from "@/app/_ui/button";
import { type ChartPane, type ChartPoint, TONES } from "./chart";
import { ChartTable } from "./chart-table";

/** The chart library is large: only routes with charts load it. It measures its place, so the server cannot draw it. */
const TimePlot = dynamic(() => import("./time-plot"), { ssr: false });

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
        {series.map(({ key, label: name, kind, tone }) => (
          <span key={key} className="inline-flex items-center gap-1.5">
            <span
              aria-hidden
              className={cn("inline-block w-2.5", kind === "line" ? "h-0.5" : "h-2.5", TONES[tone].mark)}
            />
            {name}
          </span>
        ))}
        {children}
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto"
        >
          {t("asTable")}
        </Button>
      </figcaption>
    </figure>
  );
}

/** The same without axes, keys and table, for a row of a list. */
export const SmallChart = (chart: Omit<TimeChartProps, "children">) => <Plots {...chart} isSmall />;

function Plots({ panes, ...chart }: Omit<TimeChartProps, "children"> & { isSmall?: boolean }) {
  const allSeries = panes.flatMap(({ series }) => series);
  return panes.map((pane, index) => (
    <div key={pane.series.map(({ key }) => key).join()} className={pane.height}>
      <TimePlot {...chart} pane={pane} allSeries={allSeries} hasTimes={index === panes.length - 1} />
    </div>
  ));
}

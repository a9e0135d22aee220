"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { type ChartPoint, type ChartSeries, DAY_MS, HOUR_MS } from "./chart";
import { stepEndOf } from "./step-end";

type ChartTableProps = {
  label: string;
  series: readonly ChartSeries[];
  points: readonly ChartPoint[];
  stepMs: number;
};

/** The values of a chart as a table, newest first. */
export function ChartTable({ label, series, points, stepMs }: ChartTableProps) {
  const t = useTranslations("chart");
  const text = useStepText(stepMs);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section tabIndex={0} aria-label={label} className="max-h-72 overflow-auto rounded-s border border-line">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 bg-surface text-muted">
          <tr className="border-line border-b">
            <th scope="col" className="px-3 py-1.5 text-left font-medium">
              {t("time")}
            </th>
            {series.map((one) => (
              <th key={one.key} scope="col" className="px-3 py-1.5 text-right font-medium">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map(({ at, values }) => (
            <tr key={at} className="border-line not-first:border-t">
              <th scope="row" className="whitespace-nowrap px-3 py-1 text-left font-normal">
                {text.long(at)}
              </th>
              {series.map(({ key, format }) => (
                <td key={key} className="px-3 py-1 text-right">
                  {valueText(values[key], format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The text of a value; a dash where there is none. */
export const valueText = (value: number | null | undefined, format: (value: number) => string): string =>
  value == null ? "–" : format(value);

type StepText = {
  /** For the axis: 14:00, or 12 Nov for longer steps. */
  short(at: string): string;
  /** The whole step: 12 Nov, 14:00–15:00, or Thursday 12 November. */
  long(at: string): string;
};

/** Formats the steps of a chart in the reader's time zone. */
export function useStepText(stepMs: number): StepText {
  const times = useTimes();
  return {
    short: stepMs <= HOUR_MS ? times.clock : times.date,
    long: (at) =>
      stepMs >= DAY_MS
        ? times.day(at)
        : `${times.moment(at)}–${times.clock(stepEndOf(at, stepMs).toISOString())}`,
  };
}

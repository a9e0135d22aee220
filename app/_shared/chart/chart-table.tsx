"use client";

import { useTranslations } from "next-intl";
import type { ChartPoint, ChartSeries } from "./chart";
import { useStepText } from "./use-step-text";

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

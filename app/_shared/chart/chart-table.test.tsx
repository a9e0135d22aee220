import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import en from "../../../messages/en.json";
import { type ChartSeries, HOUR_MS } from "./chart";
import { ChartTable } from "./chart-table";

const count = (value: number) => `${value} tries`;
const series: ChartSeries[] = [
  { key: "delivered", label: "delivered", kind: "bar", tone: "ok", format: count },
  { key: "meanMs", label: "mean time", kind: "line", tone: "accent", format: (ms) => `${ms} ms` },
];
const points = [
  { at: "2026-11-20T08:00:00.000Z", values: { delivered: 3, meanMs: 41 } },
  { at: "2026-11-20T09:00:00.000Z", values: { delivered: 0, meanMs: null } },
];

test("a chart's table has a row for each time, newest first, and a column for each series", () => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
      <ChartTable label="Deliveries" series={series} points={points} stepMs={HOUR_MS} />
    </NextIntlClientProvider>,
  );
  const cells = (row: string) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text]) => text);
  const rows = html.split("<tr").slice(1).map(cells);
  expect(html).toContain('<caption class="sr-only">Deliveries</caption>');
  expect(rows.map(([, ...values]) => values)).toEqual([
    ["delivered", "mean time"],
    ["0 tries", "–"],
    ["3 tries", "41 ms"],
  ]);
  expect(rows[0]?.[0]).toBe("Time");
  expect(html.match(/scope="row"/g)).toHaveLength(2);
});

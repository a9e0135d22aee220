import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ALERT_KINDS } from "@/server/domain/alert/alert";
import { metrics } from "@/server/lib/process/metrics";
import { createSpoolMetrics } from "@/server/spool/spool-metrics";

const read = (path: string) => readFileSync(path, "utf8");

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

const alerts = rules.parse(parse(read("deploy/alerts.yaml"))).groups.flatMap((group) => group.rules);
const panels = dashboard.parse(JSON.parse(read("deploy/grafana.json"))).panels;
const expressions = [
  ...alerts.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [`panel ${title}`, expr] as const)),
];

/** Prometheus' own metric, and words of its language that look like metrics. */
const NOT_OURS = new Set(["up"]);

/** The metrics in an expression, without labels, durations, functions and label lists. */
function metricsIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, "")
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, "");
  return [...bare.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !["unless", "and", "or", "offset", "e9"].includes(name));
}

const spoolMetrics = createSpoolMetrics();
spoolMetrics.show({
  waiting: () => 0,
  oldestAt: () => null,
  bytes: () => 0,
  bytesMax: 1,
  aside: () => 0,
  damaged: () => 0,
  bodyBytes: () => 0,
  isAway: () => false,
});

test.each(expressions)("%s uses metrics that exist, with their labels", async (_, expression) => {
  const all = [metrics.registry, spoolMetrics.registry].map((registry) => registry.getMetricsAsJSON());
  const known = new Map((await Promise.all(all)).flat().map(({ name, type }) => [name, String(type)]));
  const names = metricsIn(expression);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const base = name.replace(/_(bucket|count|sum)$/, "");
    const isHistogram = known.get(base) === "histogram" && base !== name;
    expect([name, known.has(name) || isHistogram || NOT_OURS.has(name)]).toEqual([name, true]);
  }
});

test("every metric of Tickline is on the dashboard", async () => {
  const own = (await metrics.registry.getMetricsAsJSON())
    .map(({ name }) => name)
    .filter((name) => name.startsWith("tickline_"));
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
  expect(own.filter((name) => !shown.some((metric) => metric.startsWith(name)))).toEqual([]);
});

test("the rules about alerts name kinds that exist", () => {
  const named = alerts.flatMap(({ expr }) => [...expr.matchAll(/kind="(\w+)"/g)].map(([, kind]) => kind));
  expect(named.length).toBeGreaterThan(0);
  expect(ALERT_KINDS).toEqual(expect.arrayContaining(named));
});

import { cn } from "@/app/_lib/class-names";

/** A line or the bars of a chart. */
export type ChartSeries = {
  /** Its values in the points. */
  key: string;
  label: string;
  kind: "bar" | "line";
  tone: "ok" | "bad" | "accent";
  /** The text of a value. */
  format: (value: number) => string;
};

/** One time of all series. A missing value is not drawn. */
export type ChartPoint = {
  /** ISO 8601: the beginning of its step. */
  at: string;
  values: Readonly<Record<string, number | null>>;
};

/** Series with an axis of their own; bars are stacked. Panes are below one another, over the same times. */
export type ChartPane = {
  series: readonly ChartSeries[];
  /** The class of its height: known before the library is loaded. */
  height: "h-10" | "h-24" | "h-30" | "h-44";
};

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Failures are outlined, so that they differ without colour. */
export const TONES = {
  ok: { fill: "var(--color-ok)", stroke: "var(--color-ok)", mark: "bg-ok" },
  bad: { fill: "var(--color-bad-soft)", stroke: "var(--color-bad)", mark: "border-2 border-bad bg-bad-soft" },
  accent: { fill: "var(--color-accent)", stroke: "var(--color-accent)", mark: "bg-accent" },
} as const;

/** How a series is drawn, small, beside its name. */
export function SeriesMark({ kind, tone }: Pick<ChartSeries, "kind" | "tone">) {
  return (
    <span
      aria-hidden
      className={cn("inline-block w-2.5", kind === "line" ? "h-0.5" : "h-2.5", TONES[tone].mark)}
    />
  );
}

"use client";

import { useFormatter } from "next-intl";
import {
  Bar,
  type BarShapeProps,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { type ChartPane, type ChartPoint, type ChartSeries, SeriesMark, TONES } from "./chart";
import { useStepText, valueText } from "./chart-table";

type TimePlotProps = {
  label: string;
  pane: ChartPane;
  /** Of all panes, for the tooltip. */
  allSeries: readonly ChartSeries[];
  points: readonly ChartPoint[];
  stepMs: number;
  /** The last pane names the times of all. */
  hasTimes: boolean;
  isSmall?: boolean;
};

/** The least height of a bar, so that one failure among thousands is visible. In px. */
const SEEN_MIN = 2;
/** The axis of values, equally wide in all panes: their times are below one another. In px. */
const AXIS_WIDTH = 52;
/** Longer numbers are shortened to fit it. */
const COMPACT_FROM = 10_000;
const TICK = { fill: "var(--color-muted)", fontSize: 11 };

/** Draws one pane; arrow keys move its tooltip. Loaded with the library, hence the default export. */
export default function TimePlot({
  label,
  pane,
  allSeries,
  points,
  stepMs,
  hasTimes,
  isSmall = false,
}: TimePlotProps) {
  const axes = useAxes({ pane, points, stepMs });
  return (
    <ComposedChart
      responsive
      data={[...points]}
      style={{ width: "100%", height: "100%" }}
      margin={isSmall ? NO_MARGIN : MARGIN}
      barCategoryGap="18%"
      aria-label={label}
    >
      {isSmall ? null : <CartesianGrid vertical={false} stroke="var(--color-line)" />}
      <XAxis {...axes.x} hide={isSmall || !hasTimes} />
      <YAxis {...axes.y} hide={isSmall} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--color-hover)", stroke: "var(--color-line-strong)" }}
        content={({ active, label: at }) => (
          <Tip
            point={active ? points.find((point) => point.at === at) : undefined}
            series={allSeries}
            stepMs={stepMs}
          />
        )}
      />
      {pane.series.map((series) => drawn(series, points))}
    </ComposedChart>
  );
}

const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };

type AxesInput = Pick<TimePlotProps, "pane" | "points" | "stepMs">;

/** The properties of both axes. A time has a label only if it differs from the one before it. */
function useAxes({ pane, points, stepMs }: AxesInput) {
  const hasRoom = pane.height === "h-44";
  const format = pane.series[0]?.format ?? String;
  const text = useStepText(stepMs);
  const { number } = useFormatter();
  const isNew = (at: string, index: number) => text.short(at) !== shortBefore(points, index, text);
  const common = { tick: TICK, tickLine: false };
  return {
    x: {
      ...common,
      dataKey: "at",
      scale: "band", // also without bars: the panes' times are below one another
      ticks: points.map(({ at }) => at).filter(isNew),
      tickFormatter: text.short,
      interval: "equidistantPreserveStart",
      minTickGap: 18,
      axisLine: { stroke: "var(--color-line-strong)" },
      height: 22,
    },
    y: {
      ...common,
      width: AXIS_WIDTH,
      tickCount: hasRoom ? 4 : 3,
      allowDecimals: false,
      tickFormatter: (value: number) =>
        value >= COMPACT_FROM ? number(value, { notation: "compact" }) : format(value),
      axisLine: false,
    },
  } as const;
}

const shortBefore = (
  points: readonly ChartPoint[],
  index: number,
  text: { short(at: string): string },
): string | null => {
  const before = points[index - 1];
  return before ? text.short(before.at) : null;
};

function drawn({ key, label, kind, tone }: ChartSeries, points: readonly ChartPoint[]) {
  const { fill, stroke } = TONES[tone];
  const common = {
    dataKey: ({ values }: ChartPoint) => values[key] ?? null,
    name: label,
    isAnimationActive: false,
    stroke,
  };
  return kind === "line" ? (
    <Line
      key={key}
      {...common}
      type="linear"
      strokeWidth={1.5}
      dot={{ r: 2, fill: stroke, strokeWidth: 0 }}
    />
  ) : (
    <Bar
      key={key}
      {...common}
      fill={fill}
      stackId="bars"
      maxBarSize={28}
      minPointSize={(_, index) => (points[index]?.values[key] ? SEEN_MIN : 0)}
      shape={(bar: BarShapeProps) => (bar.height > 0 ? <Rectangle {...bar} /> : null)} // else an outline remains
    />
  );
}

type TipProps = { point: ChartPoint | undefined; series: readonly ChartSeries[]; stepMs: number };

/** The values of one time, of all panes. */
function Tip({ point, series, stepMs }: TipProps) {
  const text = useStepText(stepMs);
  if (!point) return null;
  return (
    <div className="rounded-s border border-line bg-raised px-2.5 py-1.5 text-sm shadow-pop">
      <p className="font-medium">{text.long(point.at)}</p>
      <dl className="mt-0.5">
        {series.map(({ key, label, kind, tone, format }) => (
          <div key={key} className="flex items-center gap-2">
            <SeriesMark kind={kind} tone={tone} />
            <dt className="text-muted">{label}</dt>
            <dd className="ml-auto pl-3 font-medium tabular-nums">{valueText(point.values[key], format)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

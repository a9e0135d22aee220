import { cn } from "@/app/_lib/class-names";
import { type ChartSeries, TONES } from "./chart";

/** How a series is drawn, small, beside its name. */
export function SeriesMark({ kind, tone }: Pick<ChartSeries, "kind" | "tone">) {
  return (
    <span
      aria-hidden
      className={cn("inline-block w-2.5", kind === "line" ? "h-0.5" : "h-2.5", TONES[tone].mark)}
    />
  );
}

"use client";

import { useTimes } from "@/app/_lib/times/times";
import { DAY_MS, HOUR_MS } from "./chart";

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
        : `${times.moment(at)}–${times.clock(new Date(Date.parse(at) + stepMs).toISOString())}`,
  };
}

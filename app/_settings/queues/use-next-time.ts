"use client";

import { dayOf, useTimes } from "@/app/_lib/times/times";

/** Returns a function for the text of when something is tried next: to the second today, else with the day. */
export function useNextTime(): (at: string) => string {
  const times = useTimes();
  return (at) => (dayOf(at) === dayOf(new Date().toISOString()) ? times.seconds(at) : times.moment(at));
}

"use client";

import { useFormatter } from "next-intl";
import { HEALTH_COUNT_MAX } from "@/server/contract/health/constants";

/** Returns a function for the text of a count: "12", or "10,000+" where the server stopped counting. */
export function useCountText(): (count: number) => string {
  const format = useFormatter();
  return (count) => `${format.number(count)}${count >= HEALTH_COUNT_MAX ? "+" : ""}`;
}

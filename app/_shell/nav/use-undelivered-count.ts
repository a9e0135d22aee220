"use client";

import { useFormatter } from "next-intl";
import type { UndeliveredCounts } from "@/server/contract/message/undelivered";

/** Returns a function for the text of a count: "12", or "1,000+" where the server stopped counting. */
export function useUndeliveredCount(): (counts: UndeliveredCounts, which: "mine" | "all") => string {
  const format = useFormatter();
  return (counts, which) => `${format.number(counts[which])}${counts.isCut ? "+" : ""}`;
}

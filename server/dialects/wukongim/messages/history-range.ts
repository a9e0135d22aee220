import type { HistoryRange } from "@/server/queries/wukongim/conversations";

/** Numbers of messages are 32-bit integers. */
const LAST = 2 ** 31 - 1;

type Range = Pick<HistoryRange, "from" | "to" | "direction">;

/**
 * The numbers that a request means: from `start`, included, to `end`, excluded, upwards or downwards; 0 = the end of the
 * history on that side. Both 0: the newest ones. Null when there are none.
 */
export function rangeOf({ start, end, isUp }: { start: number; end: number; isUp: boolean }): Range | null {
  const isLast = start === 0 && end === 0;
  const range: Range =
    isUp && !isLast
      ? { from: Math.max(start, 1), to: end === 0 ? LAST : Math.min(end - 1, LAST), direction: "asc" }
      : { from: end + 1, to: start === 0 ? LAST : Math.min(start, LAST), direction: "desc" };
  return range.from > range.to ? null : range;
}

"use client";

import { useState } from "react";

/**
 * As many ids as there are rows: those that stay are kept, new rows are at the end. An id is not given twice.
 */
export function resized(ids: readonly number[], count: number): readonly number[] {
  const first = Math.max(0, ...ids.map((id) => id + 1));
  return Array.from({ length: count }, (_, at) => ids[at] ?? first + at - ids.length);
}

/** An id for each of `count` rows that have no name of their own; `removeAt` is told which of them goes. */
export function useRowIds(count: number) {
  const [ids, setIds] = useState<readonly number[]>(() => resized([], count));
  if (ids.length !== count) setIds(resized(ids, count));
  return { ids, removeAt: (at: number) => setIds((current) => current.toSpliced(at, 1)) };
}

"use client";

import { useState } from "react";
import type { Row } from "@/app/_shared/conversation/rows";
import type { Sort } from "@/app/_shared/view/view";

/** The order of rows that a scrolled reader sees. */
export type FrozenRows = { ids: ReadonlySet<number>; order: readonly number[]; newestAt: string };

export const freezeRows = (rows: readonly Row[]): FrozenRows => ({
  ids: new Set(rows.map((row) => row.conversation.id)),
  order: rows.map((row) => row.conversation.id),
  newestAt: rows[0]?.conversation.lastActivityAt ?? "",
});

/**
 * The rows for a scrolled reader: in the frozen order, each with its current content. Removed rows are left out, and older
 * rows that were loaded since follow. `news` counts rows that entered or rose above since; in a list that is not ordered by
 * activity (`isByActivity`), rows that entered.
 */
export function showFrozen(
  rows: readonly Row[],
  frozen: FrozenRows,
  isByActivity = true,
): { rows: Row[]; news: number } {
  const byId = new Map(rows.map((row) => [row.conversation.id, row]));
  const kept = frozen.order.flatMap((id) => byId.get(id) ?? []);
  const lastFrozen = rows.findLastIndex((row) => frozen.ids.has(row.conversation.id));
  const hasEntered = (row: Row, index: number) => index < lastFrozen && !frozen.ids.has(row.conversation.id);
  const hasRisen = (row: Row) => row.conversation.lastActivityAt > frozen.newestAt;
  const isNews = isByActivity ? hasRisen : hasEntered;
  const later = rows.filter((row, index) => !frozen.ids.has(row.conversation.id) && !isNews(row, index));
  return { rows: [...kept, ...later], news: rows.filter(isNews).length };
}

/** The rows to show, and the number of hidden new ones: while the list is scrolled no row moves. */
export function useFrozenRows(rows: readonly Row[], viewKey: string, sort: Sort) {
  const [state, setState] = useState<{ viewKey: string; frozen: FrozenRows | null }>({
    viewKey,
    frozen: null,
  });
  const frozen = state.viewKey === viewKey ? state.frozen : null;
  const shown = frozen ? showFrozen(rows, frozen, sort === "last_activity") : { rows, news: 0 };
  return {
    rows: shown.rows,
    news: shown.news,
    /** Sets whether the list is scrolled to its top. */
    setAtTop: (isAtTop: boolean) => {
      if (isAtTop === (frozen === null)) return;
      setState({ viewKey, frozen: isAtTop ? null : freezeRows(rows) });
    },
  };
}

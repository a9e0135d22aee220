"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Row } from "@/app/_shared/conversation/rows";

/** How a row is picked: singly, or with all rows from the last pick. */
export type Pick = (displayId: number, how: "toggle" | "extend") => void;

/**
 * The selected rows of a view; another view begins with none. A row that is no longer shown is deselected. `held` are shown,
 * but no longer in the list: they are selected one by one only.
 */
export function useSelection(rows: readonly Row[], held: readonly number[], viewKey: string) {
  const [state, setState] = useState<{ viewKey: string; selection: Selection }>({
    viewKey,
    selection: NOTHING,
  });
  const selection = state.viewKey === viewKey ? state.selection : NOTHING;
  const now = useRef({ rows, viewKey });
  useEffect(() => {
    now.current = { rows, viewKey };
  });

  const change = useCallback((next: (was: Selection, order: number[]) => Selection) => {
    setState((was) => {
      const order = now.current.rows.map((row) => row.conversation.displayId);
      const isSameView = was.viewKey === now.current.viewKey;
      return { viewKey: now.current.viewKey, selection: next(isSameView ? was.selection : NOTHING, order) };
    });
  }, []);
  // A stable function: rows render again only when they change.
  const pick: Pick = useCallback(
    (displayId, how) =>
      change((was, order) => (how === "toggle" ? toggle(was, displayId) : extend(was, order, displayId))),
    [change],
  );
  const isListed = (displayId: number) => !held.includes(displayId);
  const selected = rows.filter((row) => selection.ids.has(row.conversation.displayId));
  // For good: keys must not act on one that returns, unseen, when the reader is at another conversation.
  if (selected.length < selection.ids.size)
    setState({
      viewKey,
      selection: keepOnly(
        selection,
        selected.map(({ conversation }) => conversation.displayId),
      ),
    });
  return {
    ids: selection.ids,
    /** In the order of the list. */
    rows: selected,
    pick,
    /** Picks all rows between two, for Shift with arrow keys. */
    pickRange: (from: number | null, to: number) => change((was, order) => extend(was, order, to, from)),
    pickAll: () => change((_, order) => selectAll(order.filter(isListed))),
    pickWholeView: () => change((_, order) => selectWholeView(order.filter(isListed))),
    /** The row that was picked last: alone, or as the end of a range. */
    head: selection.head ?? null,
    /** Whether the whole view is picked, loaded or not. */
    isWholeView: selection.isWholeView === true,
    isAllLoaded:
      rows.length > 0 &&
      rows.every(({ conversation: { displayId } }) => selection.ids.has(displayId) || !isListed(displayId)),
    clear: () => change(() => NOTHING),
  };
}

export type SelectedRows = ReturnType<typeof useSelection>;

/** The selected conversations, by `displayId`. A range begins at the anchor, the last row that was picked singly. */
type Selection = {
  ids: ReadonlySet<number>;
  anchor: number | null;
  /** The last row that was picked; absent: none was, since the selection was made as a whole. */
  head?: number;
  /** The whole view is selected, loaded or not. */
  isWholeView?: true;
};

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** The selection without the rows that are no longer shown; of a whole view, until none of its rows is. */
const keepOnly = (selection: Selection, shown: readonly number[]): Selection =>
  shown.length === 0 ? NOTHING : { ...selection, ids: new Set(shown) };

/** Adds or removes one row. */
export function toggle({ ids }: Selection, displayId: number): Selection {
  const next = new Set(ids);
  if (!next.delete(displayId)) next.add(displayId);
  return { ids: next, anchor: displayId, head: displayId };
}

/**
 * Adds all rows from the anchor to a row, in the order shown. `from` replaces an anchor that is missing or no longer in the
 * list.
 */
export function extend(
  selection: Selection,
  order: readonly number[],
  to: number,
  from: number | null = null,
): Selection {
  const anchor = [selection.anchor, from].find((id) => id !== null && order.includes(id)) ?? to;
  const [start, end] = [order.indexOf(anchor), order.indexOf(to)].sort((a, b) => a - b);
  const range = order.slice(start, (end ?? 0) + 1);
  return { ids: new Set([...selection.ids, ...range]), anchor, head: to };
}

/** Selects every loaded row. */
export const selectAll = (order: readonly number[]): Selection => ({ ids: new Set(order), anchor: null });

/** Selects the whole view, loaded or not; picking a row returns to the loaded rows. */
export const selectWholeView = (order: readonly number[]): Selection => ({
  ...selectAll(order),
  isWholeView: true,
});

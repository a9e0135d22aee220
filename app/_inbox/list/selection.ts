/** The selected conversations, by `displayId`. A range begins at the anchor, the last row that was picked singly. */
export type Selection = {
  ids: ReadonlySet<number>;
  anchor: number | null;
  /** The whole view is selected, loaded or not. */
  isWholeView?: true;
};

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** Adds or removes one row. */
export function toggle({ ids }: Selection, displayId: number): Selection {
  const next = new Set(ids);
  if (!next.delete(displayId)) next.add(displayId);
  return { ids: next, anchor: displayId };
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
  return { ids: new Set([...selection.ids, ...range]), anchor };
}

/** Selects every loaded row. */
export const selectAll = (order: readonly number[]): Selection => ({ ids: new Set(order), anchor: null });

/** Selects the whole view, loaded or not; picking a row returns to the loaded rows. */
export const selectWholeView = (order: readonly number[]): Selection => ({
  ...selectAll(order),
  isWholeView: true,
});

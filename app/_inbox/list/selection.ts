/** Which conversations are selected, by `displayId`. A range reaches from the anchor, which was touched last by itself. */
export type Selection = {
  ids: ReadonlySet<number>;
  anchor: number | null;
  /** All that the view holds, loaded or not. */
  isEvery?: true;
};

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** One more or one less. */
export function toggle({ ids }: Selection, displayId: number): Selection {
  const next = new Set(ids);
  if (!next.delete(displayId)) next.add(displayId);
  return { ids: next, anchor: displayId };
}

/**
 * All from the anchor to a row, in the order that is shown, beside what is selected already. `from` stands in for an
 * anchor where none is or where it is no longer in the list.
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

/** Every row that is loaded. */
export const selectAll = (order: readonly number[]): Selection => ({ ids: new Set(order), anchor: null });

/** Every one of the view, also those that are not loaded; changing it by a row goes back to what is loaded. */
export const selectEvery = (order: readonly number[]): Selection => ({ ...selectAll(order), isEvery: true });

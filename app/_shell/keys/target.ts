/** What the keys of the inbox may act on; `cursor` and `open` are conversations by `displayId`, or null. */
export type Pointed = {
  /** How many rows are selected. */
  selected: number;
  /** The row with the ring of a list without a thread. */
  cursor: number | null;
  /** The conversation in the thread. */
  open: number | null;
};

/** What a key acts on; null: nothing. */
export type Target =
  | { layer: "selection" }
  | { layer: "row"; displayId: number }
  | { layer: "conversation"; displayId: number }
  | null;

/**
 * The one rule of what a key acts on: the selected rows, else the open conversation, else the row with the ring.
 */
export function targetOf({ selected, cursor, open }: Pointed): Target {
  if (selected > 0) return { layer: "selection" };
  if (open !== null) return { layer: "conversation", displayId: open };
  return cursor === null ? null : { layer: "row", displayId: cursor };
}

/**
 * The conversation that `j` and `k` move to from the ring, else from the open conversation; null at the end of the list. In
 * a list that contains neither, the first one.
 */
export function stepTo(order: readonly number[], { cursor, open }: Pointed, step: 1 | -1): number | null {
  const from = [cursor, open].map((id) => (id === null ? -1 : order.indexOf(id))).find((at) => at >= 0);
  return (from === undefined ? order[0] : order[from + step]) ?? null;
}

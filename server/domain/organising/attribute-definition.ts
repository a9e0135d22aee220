/** The most attribute definitions of an account: a program loads all of them. */
export const ATTRIBUTE_DEFINITIONS_MAX = 500;

/** What has custom attributes. */
export const ATTRIBUTE_MODELS = ["conversation", "contact"] as const;

/** How programs show an attribute. */
export const ATTRIBUTE_KINDS = [
  "text",
  "number",
  "currency",
  "percent",
  "link",
  "date",
  "list",
  "checkbox",
] as const;

/** The most choices of a list. */
export const ATTRIBUTE_CHOICES_MAX = 500;

/** The most characters of a text's pattern. */
export const ATTRIBUTE_PATTERN_CHARS_MAX = 500;

type Placed = { id: number; position: number };

/**
 * The positions that change when a definition moves one place up (-1) or down (1); `all` is in order. Positions that several have
 * become different. Without a neighbour on that side nothing moves.
 */
export function movedPositions(all: readonly Placed[], id: number, step: 1 | -1): Placed[] {
  const from = all.findIndex((one) => one.id === id);
  const neighbour = all[from + step];
  const moved = all[from];
  if (!moved || !neighbour) return [];
  const order = all.map((one) => (one === moved ? neighbour : one === neighbour ? moved : one));
  let last = Number.NEGATIVE_INFINITY;
  const positions = all.map(({ position }) => {
    last = Math.max(position, last + 1);
    return last;
  });
  return order.flatMap((one, at) => {
    const position = positions[at] ?? one.position;
    return position === one.position ? [] : [{ id: one.id, position }];
  });
}

/** Who reacts: each person has at most one reaction to a message. */
type Person = { type: string; id: number | null };
type Kept<P extends Person> = { emoji: string | null; by: P; at: string };

/** The most people whose reactions a message keeps. */
export const REACTIONS_MAX = 500;

/**
 * The reactions after one of them, in the order in which they came; null: nothing changes. An emoji of null removes the person's
 * reaction. Reports come late and twice: what is older than the person's last one is ignored.
 */
export function afterReaction<P extends Person>(
  before: readonly Kept<P>[],
  { emoji, by, at }: { emoji: string | null; by: P; at: Date },
): Kept<P>[] | null {
  const last = before.find((one) => one.by.type === by.type && one.by.id === by.id);
  const since = last ? at.getTime() - Date.parse(last.at) : null;
  if (since !== null && (since < 0 || (since === 0 && last?.emoji === emoji))) return null;
  const others = before.filter((one) => one !== last);
  if (others.length >= REACTIONS_MAX) return null;
  return [...others, { emoji, by, at: at.toISOString() }];
}

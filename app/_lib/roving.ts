const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A key of a list that is one tab stop, with its modifiers. */
type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Where arrow keys, Home and End move in a list of `count` items; null if the key moves nowhere. */
export function rovingIndex(press: Press, at: number, count: number): number | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey || count === 0) return null;
  if (press.key === "Home") return 0;
  if (press.key === "End") return count - 1;
  const step = STEPS[press.key];
  return step === undefined ? null : Math.min(Math.max(at + step, 0), count - 1);
}

/** The name in this browser's storage. */
const NAME = "tickline.recent-emoji";
/** Two rows. */
const KEPT_MAX = 18;

/** The emoji first, then the others without it. */
export const withRecent = (known: readonly string[], emoji: string): string[] =>
  [emoji, ...known.filter((one) => one !== emoji)].slice(0, KEPT_MAX);

/** The emoji that were chosen last in this browser. What is not such a list counts as none. */
export function readRecent(storage: Pick<Storage, "getItem"> = localStorage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT_MAX) : [];
  } catch {
    return []; // not JSON: another program's
  }
}

export const keepRecent = (emoji: string, storage: Storage = localStorage): void =>
  storage.setItem(NAME, JSON.stringify(withRecent(readRecent(storage), emoji)));

/** The parts of a keyboard event that identify the pressed key. */
type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * Whether a key was pressed: `j`, `?`, `Escape`, `Shift+j`, `mod+k` (Command or Ctrl). Shift counts only with letters and
 * named keys, because keyboards differ in how they produce other signs. On a non-Latin keyboard (Cyrillic, Arabic) the
 * key's position decides.
 */
export function matchesKey(press: Press, key: string): boolean {
  const parts = key.split("+");
  const base = parts.at(-1) ?? "";
  const wantsMod = parts.includes("mod");
  if ((press.ctrlKey || press.metaKey) !== wantsMod || press.altKey) return false;
  const isLetter = /^[a-z]$/.test(base);
  if ((isLetter || base.length > 1) && press.shiftKey !== parts.includes("Shift")) return false;
  if (press.key === base || (isLetter && press.key.toLowerCase() === base)) return true;
  const isForeign = press.key.length === 1 && press.key > "\u007f";
  return isLetter && isForeign && press.code === `Key${base.toUpperCase()}`;
}

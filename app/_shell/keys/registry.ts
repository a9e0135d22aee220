type Action = {
  /** In the syntax of `matchesKey`; null: only in the palette and menus. */
  key: string | null;
  group: "move" | "select" | "change" | "write" | "other";
  /** The key works in text fields too. */
  whileWriting?: true;
};

/**
 * All actions of keys, menus and the palette. Icons are in `action-icons.ts`, names are `keys.action.*` in the messages;
 * components offer the implementation (`useActions`). Keys, hints, menus, palette and the `?` sheet read this table.
 */
export const ACTIONS = {
  next: { key: "j", group: "move" },
  previous: { key: "k", group: "move" },
  open: { key: "o", group: "move" },
  close: { key: "Escape", group: "move" },
  select: { key: "x", group: "select" },
  extendDown: { key: "Shift+j", group: "select" },
  extendUp: { key: "Shift+k", group: "select" },
  selectAll: { key: "mod+a", group: "select" },
  resolve: { key: "e", group: "change" },
  reopen: { key: "u", group: "change" },
  markPending: { key: "p", group: "change" },
  snooze: { key: "h", group: "change" },
  assign: { key: "a", group: "change" },
  assignToMe: { key: "i", group: "change" },
  label: { key: "l", group: "change" },
  team: { key: "Shift+t", group: "change" },
  priority: { key: "Shift+p", group: "change" },
  move: { key: "m", group: "change" },
  macro: { key: "Shift+m", group: "change" },
  follow: { key: "f", group: "change" },
  unfollow: { key: "Shift+f", group: "change" },
  markUnread: { key: "y", group: "change" },
  spam: { key: "!", group: "change" },
  trash: { key: "#", group: "change" },
  restore: { key: "Shift+u", group: "change" },
  purge: { key: null, group: "change" },
  takeOver: { key: "t", group: "change" },
  undo: { key: "z", group: "change" },
  cancelRetry: { key: null, group: "change" },
  transcript: { key: null, group: "change" },
  copyLink: { key: null, group: "change" },
  events: { key: null, group: "other" },
  reply: { key: "r", group: "write" },
  start: { key: "c", group: "write" },
  startGroup: { key: null, group: "write" },
  note: { key: "n", group: "write" },
  openView: { key: "v", group: "other" },
  saveView: { key: "Shift+v", group: "other" },
  undelivered: { key: "d", group: "other" },
  notifications: { key: "b", group: "other" },
  search: { key: "/", group: "other" },
  palette: { key: "mod+k", group: "other", whileWriting: true },
  help: { key: "?", group: "other" },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS).filter((id): id is ActionId => Object.hasOwn(ACTIONS, id));

export const actionOf = (id: ActionId): Action => ACTIONS[id];

/** Whether an action changes the conversations that the keys act on. */
export const changesTarget = (id: ActionId): boolean => ACTIONS[id].group === "change" && id !== "undo";

/** Keys that work in the composer, which handles them. */
export const WRITING_KEYS = {
  send: "mod+Enter",
  sendAndResolve: "mod+Shift+Enter",
  attach: "mod+u",
  editLast: "ArrowUp",
  bold: "mod+b",
  italic: "mod+i",
  code: "mod+e",
} as const;

/** The same where Enter sends, by the reader's choice. */
export const ENTER_SENDS_KEYS = { send: "Enter", newLine: "Shift+Enter" } as const;

const SIGNS: Record<string, string> = { Escape: "Esc", Enter: "↵", Shift: "⇧", ArrowUp: "↑" };

/** A key as printed on the reader's keyboard. */
export const keyText = (key: string, isMac: boolean): string =>
  key
    .split("+")
    .map((part) => (part === "mod" ? (isMac ? "⌘" : "Ctrl") : (SIGNS[part] ?? signOf(part, key))))
    .join(isMac ? "" : " ");

/** In a combination, a letter is printed in upper case as on the key. */
const signOf = (part: string, key: string): string =>
  key.includes("+") && part.length === 1 ? part.toUpperCase() : part;

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

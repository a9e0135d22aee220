import {
  Activity,
  ArchiveRestore,
  ArrowDown,
  ArrowDownToLine,
  ArrowLeft,
  ArrowUp,
  ArrowUpToLine,
  Bell,
  Bookmark,
  BookmarkPlus,
  CircleCheckBig,
  Clock,
  Command,
  CornerDownLeft,
  Eye,
  EyeOff,
  FolderInput,
  Hand,
  Hourglass,
  Keyboard,
  Link,
  ListChecks,
  type LucideIcon,
  Mail,
  MailOpen,
  MessageSquareWarning,
  OctagonAlert,
  Reply,
  RotateCcw,
  Search,
  SignalHigh,
  SquareCheck,
  SquarePen,
  StickyNote,
  Tag,
  Trash2,
  Undo2,
  UserCheck,
  UserPlus,
  UsersRound,
  Zap,
} from "lucide-react";

type Action = {
  /** In the syntax of `matchesKey`; null: only in the palette and menus. */
  key: string | null;
  group: "move" | "select" | "change" | "write" | "other";
  icon: LucideIcon;
  /** The key works in text fields too. */
  whileWriting?: true;
};

/**
 * All actions of keys, menus and the palette. Names are `keys.action.*` in the messages; components offer the
 * implementation (`useActions`). Keys, hints, menus, palette and the `?` sheet read this table.
 */
export const ACTIONS = {
  next: { key: "j", group: "move", icon: ArrowDown },
  previous: { key: "k", group: "move", icon: ArrowUp },
  open: { key: "o", group: "move", icon: CornerDownLeft },
  close: { key: "Escape", group: "move", icon: ArrowLeft },
  select: { key: "x", group: "select", icon: SquareCheck },
  extendDown: { key: "Shift+j", group: "select", icon: ArrowDownToLine },
  extendUp: { key: "Shift+k", group: "select", icon: ArrowUpToLine },
  selectAll: { key: "mod+a", group: "select", icon: ListChecks },
  resolve: { key: "e", group: "change", icon: CircleCheckBig },
  reopen: { key: "u", group: "change", icon: RotateCcw },
  markPending: { key: "p", group: "change", icon: Hourglass },
  snooze: { key: "h", group: "change", icon: Clock },
  assign: { key: "a", group: "change", icon: UserPlus },
  assignToMe: { key: "i", group: "change", icon: UserCheck },
  label: { key: "l", group: "change", icon: Tag },
  team: { key: "Shift+t", group: "change", icon: UsersRound },
  priority: { key: "Shift+p", group: "change", icon: SignalHigh },
  move: { key: "m", group: "change", icon: FolderInput },
  macro: { key: "Shift+m", group: "change", icon: Zap },
  follow: { key: "f", group: "change", icon: Eye },
  unfollow: { key: "Shift+f", group: "change", icon: EyeOff },
  markUnread: { key: "y", group: "change", icon: MailOpen },
  spam: { key: "!", group: "change", icon: OctagonAlert },
  trash: { key: "#", group: "change", icon: Trash2 },
  restore: { key: "Shift+u", group: "change", icon: ArchiveRestore },
  purge: { key: null, group: "change", icon: Trash2 },
  takeOver: { key: "t", group: "change", icon: Hand },
  undo: { key: "z", group: "change", icon: Undo2 },
  transcript: { key: null, group: "change", icon: Mail },
  copyLink: { key: null, group: "change", icon: Link },
  events: { key: null, group: "other", icon: Activity },
  reply: { key: "r", group: "write", icon: Reply },
  start: { key: "c", group: "write", icon: SquarePen },
  startGroup: { key: null, group: "write", icon: UsersRound },
  note: { key: "n", group: "write", icon: StickyNote },
  openView: { key: "v", group: "other", icon: Bookmark },
  saveView: { key: "Shift+v", group: "other", icon: BookmarkPlus },
  undelivered: { key: "d", group: "other", icon: MessageSquareWarning },
  notifications: { key: "b", group: "other", icon: Bell },
  search: { key: "/", group: "other", icon: Search },
  palette: { key: "mod+k", group: "other", icon: Command, whileWriting: true },
  help: { key: "?", group: "other", icon: Keyboard },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS).filter((id): id is ActionId => id in ACTIONS);

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

"use client";

import {
  Activity,
  ArchiveRestore,
  ArrowDown,
  ArrowDownToLine,
  ArrowLeft,
  ArrowUp,
  ArrowUpToLine,
  Bookmark,
  BookmarkPlus,
  CircleCheckBig,
  Clock,
  CornerDownLeft,
  Eye,
  EyeOff,
  FolderInput,
  Hand,
  Hourglass,
  Link,
  ListChecks,
  type LucideIcon,
  Mail,
  MailOpen,
  MessageSquareWarning,
  OctagonAlert,
  Reply,
  RotateCcw,
  SignalHigh,
  SquareCheck,
  StickyNote,
  Tag,
  TimerOff,
  Trash2,
  Undo2,
  UserCheck,
  UserPlus,
  UsersRound,
  Zap,
} from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";
import { Button } from "@/app/_ui/button";
import { Kbd } from "@/app/_ui/display/kbd";
import { MenuItem } from "@/app/_ui/overlay/menu";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { PAGE_ICONS, useActionName } from "./page-action";
import type { ActionId } from "./registry";

/** An action's name, icon, and key as printed on the reader's keyboard. */
export const useAction = (id: ActionId) => ({ ...useActionName(id), Icon: ACTION_ICONS[id] });

type ActionButtonProps = Omit<ComponentProps<typeof Button>, "size" | "children"> & {
  id: ActionId;
  /** Classes that hide parts: in a narrow pane only the icon is shown. */
  nameClass?: string;
  keyClass?: string;
};

/** The button of an action: icon, name, key. Hidden parts are its accessible name and its hint. */
export function ActionButton({ id, nameClass = "", keyClass = "", ...rest }: ActionButtonProps) {
  const { Icon, name, shortcut } = useAction(id);
  return (
    <Hint text={name} shortcut={shortcut}>
      <Button aria-label={name} {...rest}>
        <Icon size={15} aria-hidden />
        <span className={nameClass}>{name}</span>
        {shortcut === undefined ? null : (
          <Kbd inverted={rest.variant === "primary"} className={cn("hidden", keyClass)}>
            {shortcut}
          </Kbd>
        )}
      </Button>
    </Hint>
  );
}

type ActionItemProps = { id: ActionId; onSelect: () => void };

/** An action as a menu item. */
export function ActionItem({ id, ...rest }: ActionItemProps) {
  const { Icon, name, shortcut } = useAction(id);
  return (
    <MenuItem icon={<Icon size={15} />} shortcut={shortcut} {...rest}>
      {name}
    </MenuItem>
  );
}

/** The icon of every action, apart from the registry: no page needs them all for its first paint. */
export const ACTION_ICONS: Record<ActionId, LucideIcon> = {
  ...PAGE_ICONS,
  next: ArrowDown,
  previous: ArrowUp,
  open: CornerDownLeft,
  close: ArrowLeft,
  select: SquareCheck,
  extendDown: ArrowDownToLine,
  extendUp: ArrowUpToLine,
  selectAll: ListChecks,
  resolve: CircleCheckBig,
  reopen: RotateCcw,
  markPending: Hourglass,
  snooze: Clock,
  assign: UserPlus,
  assignToMe: UserCheck,
  label: Tag,
  team: UsersRound,
  priority: SignalHigh,
  move: FolderInput,
  macro: Zap,
  follow: Eye,
  unfollow: EyeOff,
  markUnread: MailOpen,
  spam: OctagonAlert,
  trash: Trash2,
  restore: ArchiveRestore,
  purge: Trash2,
  takeOver: Hand,
  undo: Undo2,
  cancelRetry: TimerOff,
  transcript: Mail,
  copyLink: Link,
  events: Activity,
  reply: Reply,
  note: StickyNote,
  openView: Bookmark,
  saveView: BookmarkPlus,
  undelivered: MessageSquareWarning,
};

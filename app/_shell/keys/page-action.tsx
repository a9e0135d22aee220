"use client";

import { Bell, Command, Keyboard, Search, SquarePen, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useIsMac } from "@/app/_ui/display/kbd";
import { MenuItem } from "@/app/_ui/overlay/menu";
import { ACTIONS, type ActionId, keyText } from "./registry";

/** The icons of the actions whose buttons are on every page from the first paint. */
export const PAGE_ICONS = {
  search: Search,
  notifications: Bell,
  palette: Command,
  help: Keyboard,
  start: SquarePen,
  startGroup: UsersRound,
};
type PageActionId = keyof typeof PAGE_ICONS;

/** The name, icon and printed key of an action that every page offers. */
export const usePageAction = (id: PageActionId) => ({ ...useActionName(id), Icon: PAGE_ICONS[id] });

type PageActionItemProps = { id: PageActionId; className?: string | undefined; onSelect: () => void };

/** Such an action as a menu item. */
export function PageActionItem({ id, className, onSelect }: PageActionItemProps) {
  const { Icon, name, shortcut } = usePageAction(id);
  return (
    <MenuItem icon={<Icon size={15} />} shortcut={shortcut} className={className} onSelect={onSelect}>
      {name}
    </MenuItem>
  );
}

/** An action's name, and its key as printed on the reader's keyboard. */
export function useActionName(id: ActionId) {
  const t = useTranslations("keys");
  const isMac = useIsMac();
  const { key } = ACTIONS[id];
  return { name: t(`action.${id}`), shortcut: key === null ? undefined : keyText(key, isMac) };
}

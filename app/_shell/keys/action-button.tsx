"use client";

import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";
import { Button } from "@/app/_ui/button";
import { Kbd } from "@/app/_ui/display/kbd";
import { MenuItem } from "@/app/_ui/overlay/menu";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { ACTION_ICONS } from "./action-icons";
import type { ActionId } from "./registry";
import { useActionName } from "./use-action-name";

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
        {shortcut === undefined ? null : <Kbd className={cn("hidden", keyClass)}>{shortcut}</Kbd>}
      </Button>
    </Hint>
  );
}

type ActionItemProps = { id: ActionId; disabled?: boolean; onSelect: () => void };

/** An action as a menu item. */
export function ActionItem({ id, ...rest }: ActionItemProps) {
  const { Icon, name, shortcut } = useAction(id);
  return (
    <MenuItem icon={<Icon size={15} />} shortcut={shortcut} {...rest}>
      {name}
    </MenuItem>
  );
}

"use client";

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/app/_lib/class-names";
import { onDemand } from "@/app/_lib/on-demand";
import { Kbd } from "@/app/_ui/display/kbd";
import { type Trigger, useMenuParts, usePopup } from "./use-popup";
import { Opening } from "./window-on-demand";

export const MenuWindow = onDemand(() => import("./menu-window").then((file) => file.default));

/** The classes of a row of a menu or list. */
export const ITEM =
  "flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-s px-2.5 py-1 outline-none data-highlighted:bg-hover-raised data-disabled:text-faint pointer-coarse:min-h-10";

type MenuProps = {
  trigger: Trigger;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

/** A button that opens a menu of actions. */
export function Menu({ trigger, align = "end", side = "bottom", children, ...control }: MenuProps) {
  const popup = usePopup(trigger, { role: "menu", ...control });
  return (
    <>
      {popup.button}
      {popup.isMounted ? (
        <MenuWindow popup={popup} align={align} side={side} fallback={popup.open ? <Opening /> : null}>
          {children}
        </MenuWindow>
      ) : null}
    </>
  );
}

type MenuItemProps = {
  icon?: ReactNode;
  shortcut?: string | undefined;
  disabled?: boolean;
  className?: string | undefined;
  onSelect: () => void;
  children: ReactNode;
};

/** One action; `shortcut` shows its key. */
export function MenuItem({ icon, shortcut, disabled = false, className, onSelect, children }: MenuItemProps) {
  const { Item } = useMenuParts();
  return (
    <Item className={cn(ITEM, className)} disabled={disabled} onClick={onSelect}>
      {icon ? (
        <span aria-hidden className="text-muted">
          {icon}
        </span>
      ) : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
    </Item>
  );
}

export function MenuLine() {
  const { Separator } = useMenuParts();
  return <Separator className="mx-1 my-1 h-px bg-line" />;
}

type MenuChoiceProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
};

/** A group of exclusive choices in a menu; choosing closes the menu. */
export function MenuChoice<V extends string>({ label, value, options, onChange }: MenuChoiceProps<V>) {
  const { RadioGroup, GroupLabel, RadioItem, RadioItemIndicator } = useMenuParts();
  return (
    <RadioGroup value={value} onValueChange={onChange}>
      <GroupLabel className="px-2.5 pt-1.5 pb-1 font-medium text-faint text-xs">{label}</GroupLabel>
      {options.map((option) => (
        <RadioItem key={option.value} value={option.value} closeOnClick className={cn(ITEM, "pl-2")}>
          <span className="grid size-4 place-items-center text-accent">
            <RadioItemIndicator>
              <Check size={14} aria-hidden />
            </RadioItemIndicator>
          </span>
          <span className="min-w-0 flex-1 truncate">{option.label}</span>
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { type ReactNode, useRef } from "react";
import { focusUnlessMoved } from "./final-focus";
import { MenuParts, type Popup } from "./use-popup";

type MenuWindowProps = {
  popup: Popup;
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  children: ReactNode;
};

const ITEM = "[role^=menuitem]:not([aria-disabled=true])";

/** The content of a menu; loaded on demand, hence the default export. */
export default function MenuWindow({ popup, align, side, children }: MenuWindowProps) {
  const { open, anchor, firstItem, onOpenChange } = popup;
  const list = useRef<HTMLDivElement>(null);
  const afterChange = (isOpen: boolean) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>(ITEM) ?? [])];
    const item = items.at(firstItem.current === "first" ? 0 : -1);
    const isChoice = item?.matches("[role=menuitemradio]"); // Enter pressed twice changes no choice
    const chosen = isChoice ? items.find((one) => one.matches("[aria-checked=true]")) : null;
    if (isOpen && firstItem.current !== null) (chosen ?? item)?.focus();
    if (!isOpen) firstItem.current = "first";
  };
  return (
    <MenuParts value={Base}>
      <Base.Root open={open} onOpenChange={onOpenChange} onOpenChangeComplete={afterChange}>
        <Base.Portal>
          <Base.Positioner
            anchor={anchor}
            sideOffset={5}
            align={align}
            side={side}
            collisionPadding={4} // with 8, a menu of the navigation's edge leaves the start of its button
            className="z-40"
          >
            <Base.Popup
              ref={list}
              finalFocus={focusUnlessMoved(anchor)}
              data-popup="menu"
              className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-m border border-line bg-raised p-1 shadow-pop outline-none"
            >
              {children}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </MenuParts>
  );
}

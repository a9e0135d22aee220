"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { focusUnlessMoved } from "./final-focus";
import { MenuParts, type Popup } from "./use-popup";

type MenuWindowProps = {
  popup: Popup;
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  children: ReactNode;
};

/** The content of a menu; loaded on demand, hence the default export. */
export default function MenuWindow({ popup, align, side, children }: MenuWindowProps) {
  const { open, anchor, onOpenChange } = popup;
  return (
    <MenuParts value={Base}>
      <Base.Root open={open} onOpenChange={onOpenChange}>
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

"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";
import { focusUnlessMoved } from "./final-focus";
import type { Popup } from "./use-popup";

type PopoverWindowProps = {
  popup: Popup;
  title: string;
  align: "start" | "center" | "end";
  side: "top" | "bottom";
  finalFocus?: RefObject<HTMLElement | null> | undefined;
  children: ReactNode;
};

/** The content of a popover; loaded on demand, hence the default export. */
export default function PopoverWindow({
  popup,
  title,
  align,
  side,
  finalFocus,
  children,
}: PopoverWindowProps) {
  const { open, anchor, onOpenChange } = popup;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          sideOffset={8}
          side={side}
          align={align}
          collisionPadding={12}
          className="z-40"
        >
          <Base.Popup
            finalFocus={focusUnlessMoved(finalFocus ?? anchor)}
            data-popup="popover"
            className="relative max-h-(--available-height) w-popup max-w-(--available-width) overflow-y-auto rounded-m border border-line bg-raised p-3.5 text-sm shadow-pop outline-none"
          >
            <Base.Title className="mb-2 text-sm">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

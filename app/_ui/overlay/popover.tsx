"use client";

import type { ReactNode, RefObject } from "react";
import { onDemand } from "@/app/_lib/on-demand";
import { type Trigger, usePopup } from "./use-popup";
import { Opening } from "./window-on-demand";

export const PopoverWindow = onDemand(() => import("./popover-window").then((file) => file.default));

type PopoverProps = {
  title: string;
  trigger: Trigger;
  align?: "start" | "center" | "end";
  /** Where it opens if there is room. */
  side?: "top" | "bottom";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Gets the focus when the popover closes; default: its button. */
  finalFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/** A small window next to its button; Escape or a click outside closes it. Its children are mounted while it is open. */
export function Popover({
  title,
  trigger,
  align = "center",
  side = "bottom",
  finalFocus,
  children,
  ...control
}: PopoverProps) {
  const popup = usePopup(trigger, { role: "dialog", ...control });
  return (
    <>
      {popup.button}
      {popup.isMounted ? (
        <PopoverWindow
          {...{ popup, title, align, side, finalFocus }}
          fallback={popup.open ? <Opening /> : null}
        >
          {children}
        </PopoverWindow>
      ) : null}
    </>
  );
}

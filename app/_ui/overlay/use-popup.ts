"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  useContext,
  useRef,
  useState,
} from "react";

export type Trigger = ReactElement<ComponentProps<"button">>;

/** The details of the library's request to open or close. */
type OpenChange = { reason: string; event: Event; cancel: () => void };

type PopupOptions = {
  role: "menu" | "dialog";
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
};

/**
 * A button that opens an overlay. The button is there from the first paint on. The overlay is loaded when the page is idle,
 * or on demand, and stays mounted from then on (`isMounted`).
 */
export function usePopup(trigger: Trigger, { role, open: given, onOpenChange }: PopupOptions) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [own, setOwn] = useState(false);
  const open = given ?? own;
  const [isMounted, setMounted] = useState(open);
  if (open && !isMounted) setMounted(true);
  /** The item of a menu that has the focus when it opens; null after a press of the pointer. */
  const firstItem = useRef<"first" | "last" | null>("first");

  const setOpen = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    trigger.props.onClick?.(event);
    firstItem.current = event.detail > 0 ? null : "first"; // a press of Enter or Space has 0
    setOpen(!open);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    trigger.props.onKeyDown?.(event);
    if (role !== "menu" || open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    firstItem.current = event.key === "ArrowDown" ? "first" : "last";
    setOpen(true);
  };
  return {
    open,
    isMounted,
    anchor,
    firstItem,
    button: cloneElement(trigger, {
      ref: anchor,
      onClick,
      onKeyDown,
      "aria-haspopup": role,
      "aria-expanded": open,
      ...{ "data-popup-open": open ? "" : undefined },
    }),
    onOpenChange: (next: boolean, { reason, event, cancel }: OpenChange) => {
      // A press on the button itself is handled by the button.
      const isOnButton = event.target instanceof Node && anchor.current?.contains(event.target);
      if (!next && reason === "outside-press" && isOnButton) cancel();
      else setOpen(next);
    },
  };
}

export type Popup = ReturnType<typeof usePopup>;

/** The library's components, provided to the items of a menu by the window that contains them. */
export const MenuParts = createContext<typeof Base | null>(null);

export function useMenuParts(): typeof Base {
  const parts = useContext(MenuParts);
  if (!parts) throw new Error("an item of a menu needs a <Menu> around it");
  return parts;
}

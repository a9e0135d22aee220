"use client";

import { type ComponentProps, type FocusEvent, type MouseEvent, useState } from "react";

type Focused = Pick<ComponentProps<"button">, "disabled" | "onFocus" | "onBlur" | "onClickCapture">;

/**
 * The properties of a button that may be disabled. One with the focus keeps it, where browsers would move it to the beginning of the
 * page: it is `aria-disabled` until the focus leaves it, and a click on it does nothing and submits nothing.
 */
export function useKeptFocus({
  disabled = false,
  onFocus,
  onBlur,
  onClickCapture,
}: Focused): ComponentProps<"button"> {
  const [hasFocus, setFocus] = useState(false);
  const isKept = disabled && hasFocus;
  return {
    disabled: disabled && !isKept,
    ...(isKept && { "aria-disabled": true }),
    onFocus(event: FocusEvent<HTMLButtonElement>) {
      setFocus(true);
      onFocus?.(event);
    },
    onBlur(event: FocusEvent<HTMLButtonElement>) {
      // It has the focus still if only the window has lost it.
      if (document.activeElement !== event.currentTarget) setFocus(false);
      onBlur?.(event);
    },
    onClickCapture(event: MouseEvent<HTMLButtonElement>) {
      if (isKept) {
        event.preventDefault();
        event.stopPropagation();
      } else onClickCapture?.(event);
    },
  };
}

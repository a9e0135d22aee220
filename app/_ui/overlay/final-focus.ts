import { type RefObject, useLayoutEffect, useRef } from "react";

/** Whether something outside of the overlay that is going has the focus: what was chosen in it has moved it there. */
function isFocusMoved(): boolean {
  const { activeElement, body } = document;
  return activeElement !== null && activeElement !== body && !activeElement.closest("[data-closed]");
}

/** Where the focus goes when a menu or popover closes: to `target`, unless what was chosen has moved it. */
export const focusUnlessMoved = (target: RefObject<HTMLElement | null>) => (): HTMLElement | null | false =>
  isFocusMoved() ? false : target.current;

/**
 * Where the focus goes when a dialog closes: back to where it was, or nowhere if nothing had it, or if what was chosen in the dialog has
 * moved it. Without this, it would go to whatever had it last, such as a row of the list, and the next key would act on that.
 */
export function useFinalFocus(isOpen: boolean): () => boolean {
  const hadFocus = useRef(true);
  useLayoutEffect(() => {
    if (isOpen) hadFocus.current = document.activeElement !== document.body;
  }, [isOpen]);
  return () => hadFocus.current && !isFocusMoved();
}

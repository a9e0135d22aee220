import { useRef } from "react";
import type { KeyQueue } from "./key-queue";

/** An open dialog, popover or menu over the page, or one whose code is being loaded. */
export const POPUP = "[data-popup]:not([data-closed])";

/** A menu, the palette or the search that its reader has closed, and which has the focus until it is gone. */
export const CLOSING = '[data-popup="menu"][data-closed], [data-popup="command"][data-closed]';

/** An open overlay, which handles its keys itself; one that is fading away no longer does. */
export const OVERLAYS = ["dialog", "menu", "listbox"]
  .map((role) => `[role="${role}"]:not([data-closed])`)
  .join(", ");

/** Fields that take characters; a checkbox does not, so keys still work after a click on one. */
export const TEXT_FIELDS = 'input:not([type="checkbox"]), textarea';

/** The targets of keys that wait for a window to be gone, and for one to have the focus. */
const [GONE, FOCUSED] = ["gone", "focused"];

/** What was chosen in a menu runs when the menu goes, and may move the focus: keys wait until then. */
export function useWaitUntilGone(queue: KeyQueue<KeyboardEvent>): (closing: Element) => void {
  const awaited = useRef<Element | null>(null);
  return (closing) => {
    if (awaited.current === closing) return;
    awaited.current = closing;
    queue.begin(null, GONE);
    whenGone(closing, () => {
      awaited.current = null;
      queue.release(GONE);
    });
  };
}

/** Calls `act` in the frame after a closing element was removed, when the focus is back, or was opened again. */
function whenGone(element: Element, act: () => void): void {
  const isClosing = () => element.isConnected && element.matches(CLOSING);
  const look = () => requestAnimationFrame(isClosing() ? look : act);
  look();
}

/** What is typed while a window opens is meant for its field: keys wait for that, and are dropped if there is none. */
export function useWaitForFocus(queue: KeyQueue<KeyboardEvent>): () => void {
  const isWaiting = useRef(false);
  return () => {
    queue.begin(null, FOCUSED);
    if (isWaiting.current) return;
    isWaiting.current = true;
    const end = (isFocused: boolean) => {
      document.removeEventListener("focusin", onFocus);
      isWaiting.current = false;
      if (isFocused) queue.release(FOCUSED);
      else queue.drop(FOCUSED);
    };
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(TEXT_FIELDS)) end(true);
    };
    const look = () => {
      const isOpening = document.querySelector(POPUP) && !document.activeElement?.closest(OVERLAYS);
      if (isWaiting.current) requestAnimationFrame(isOpening ? look : () => isWaiting.current && end(false));
    };
    document.addEventListener("focusin", onFocus);
    look();
  };
}

import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useParts } from "./context";

const FULL_SCREEN = "(max-width: 520px), (max-height: 480px)";
const FOCUSABLE = "button:not(:disabled), textarea, input:not([hidden]), select, a[href], [tabindex='0']";

/** Whether the panel fills the screen: as its styles decide. */
export const isFullScreen = (): boolean => matchMedia(FULL_SCREEN).matches;

/** Focuses the panel's field when it opens, closes it by Escape, and keeps Tab inside while it fills the screen. */
export function useFocus(panel: RefObject<HTMLElement | null>): void {
  const { chat } = useParts();
  useEffect(() => {
    const { current } = panel;
    if (!current) return;
    (current.querySelector("textarea") ?? current).focus({ preventScroll: true });
    const onKeyDown = (event: KeyboardEvent) => {
      // The page's own keys do not act while somebody types here.
      event.stopPropagation();
      if (event.key === "Escape" && !event.isComposing) chat.close();
      if (event.key === "Tab" && isFullScreen()) keepInside(current, event);
    };
    current.addEventListener("keydown", onKeyDown);
    return () => current.removeEventListener("keydown", onKeyDown);
  }, [chat, panel]);
  useEffect(() => followKeyboard(panel.current), [panel]);
}

function keepInside(panel: HTMLElement, event: KeyboardEvent): void {
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.offsetParent !== null);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  const root = panel.getRootNode();
  if (!(root instanceof ShadowRoot) || root.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
}

/** Keeps the panel above the keyboard of a phone, which covers the page's lower part. */
function followKeyboard(panel: HTMLElement | null): () => void {
  const { visualViewport } = window;
  if (!panel || !visualViewport) return () => {};
  const fit = () => {
    panel.style.setProperty("--height", `${visualViewport.height}px`);
    panel.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  };
  fit();
  visualViewport.addEventListener("resize", fit);
  visualViewport.addEventListener("scroll", fit);
  return () => {
    visualViewport.removeEventListener("resize", fit);
    visualViewport.removeEventListener("scroll", fit);
  };
}

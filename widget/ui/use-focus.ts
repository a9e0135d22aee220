import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useParts } from "./context";

const FULL_SCREEN = "(max-width: 520px), (max-height: 480px)";
const FOCUSABLE = "button:not(:disabled), textarea, input:not([hidden]), select, a[href], [tabindex='0']";

/** Whether the panel fills the screen: as its styles decide. */
export const isFullScreen = (): boolean => matchMedia(FULL_SCREEN).matches;

/** Focuses the panel's field when it opens or shows something else, closes it by Escape, and keeps Tab inside while it fills the screen. */
export function useFocus(panel: RefObject<HTMLElement | null>, shown: string): void {
  const { chat } = useParts();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus is gone with what was shown
  useEffect(() => {
    const { current } = panel;
    (current?.querySelector("textarea") ?? current)?.focus({ preventScroll: true });
  }, [panel, shown]);
  useEffect(() => {
    const { current } = panel;
    if (!current) return;
    const onKeyDown = (event: KeyboardEvent) => {
      // The page's own keys do not act while somebody types here.
      event.stopPropagation();
      // 229: Safari ends a composition before it reports the key.
      if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) chat.close();
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
  const resize = () => {
    panel.style.setProperty("--height", `${visualViewport.height}px`);
    panel.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  };
  resize();
  visualViewport.addEventListener("resize", resize);
  visualViewport.addEventListener("scroll", resize);
  return () => {
    visualViewport.removeEventListener("resize", resize);
    visualViewport.removeEventListener("scroll", resize);
  };
}

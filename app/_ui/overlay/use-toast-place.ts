"use client";

import { usePathname } from "next/navigation";
import { type RefObject, useLayoutEffect } from "react";

const PLACES = "[data-toast-place]";
/** What a toast may lie on, at its top, where no place is visible. */
const OVER = "[data-toast-over]";

/** Lays the viewport of toasts on the screen's visible place, which becomes as high as it, while a toast is shown. */
export function useToastPlace(viewport: RefObject<HTMLElement | null>, isShown: boolean): void {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has other places
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element || !isShown) return;
    const places = [...document.querySelectorAll<HTMLElement>(PLACES)];
    const lay = () => layOn(element, places);
    const observer = new ResizeObserver(lay);
    for (const each of [element, document.body, ...places]) observer.observe(each);
    lay();
    return () => {
      observer.disconnect();
      for (const place of places) place.style.height = "";
    };
  }, [viewport, isShown, path]);
}

/** Without a visible place the viewport lies on the top of what may be covered, else where its classes put it. */
function layOn(viewport: HTMLElement, places: readonly HTMLElement[]): void {
  const place = places.find((each) => each.checkVisibility());
  for (const other of places) if (other !== place) other.style.height = "";
  if (!place) {
    const over = document.querySelector(OVER)?.getBoundingClientRect();
    Object.assign(viewport.style, { top: over ? `${over.top}px` : "", bottom: "", left: "", right: "" });
    return;
  }
  const pane = place.getBoundingClientRect();
  // The width first: the height follows from it.
  Object.assign(viewport.style, { left: `${pane.left}px`, right: `${innerWidth - pane.right}px` });
  place.style.height = `${viewport.offsetHeight}px`;
  const { bottom } = place.getBoundingClientRect();
  Object.assign(viewport.style, { top: "auto", bottom: `${innerHeight - bottom}px` });
}

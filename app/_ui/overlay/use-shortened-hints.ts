"use client";

import { useEffect } from "react";

/** Text that is cut where there is no room for it, and has no tooltip of its own. The rows of conversations open with all of theirs. */
const SHORTENED = ".truncate:not([title], [title] *, [data-display-id] *, [data-hint]:not([data-shortened]))";

/** Gives text that is cut a hint with all of it, when the pointer comes to it; one that has room again loses it. */
export function useShortenedHints(): void {
  useEffect(() => {
    const mark = ({ target }: PointerEvent) => {
      const text = target instanceof Element ? target.closest<HTMLElement>(SHORTENED) : null;
      if (text === null) return;
      if (text.scrollWidth > text.clientWidth) {
        text.dataset["shortened"] = "";
        text.dataset["hint"] = text.textContent;
      } else if ("shortened" in text.dataset) {
        delete text.dataset["shortened"];
        delete text.dataset["hint"];
      }
    };
    // Before the hint is looked for.
    document.addEventListener("pointerover", mark, { capture: true });
    return () => document.removeEventListener("pointerover", mark, { capture: true });
  }, []);
}

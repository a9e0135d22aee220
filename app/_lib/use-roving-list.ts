"use client";

import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { rovingIndex } from "./roving";

/** The item of a list that contains an element, or -1. */
const indexIn = (list: Element, element: Element): number =>
  [...list.children].findIndex((item) => item.contains(element));

/** Makes a list of links one tab stop, in which arrow keys, Home and End move. */
export function useRovingList(count: number) {
  const [stop, setStop] = useState(0);
  return {
    /** For the element whose children are the items. */
    list: {
      onFocus: ({ currentTarget, target }: FocusEvent) => setStop(indexIn(currentTarget, target)),
      onKeyDown: (event: KeyboardEvent) => {
        const { currentTarget, target } = event;
        const at = target instanceof Element ? indexIn(currentTarget, target) : -1;
        const to = at < 0 ? null : rovingIndex(event, at, count);
        if (to === null) return;
        event.preventDefault();
        currentTarget.children[to]?.querySelector("a")?.focus();
      },
    },
    tabIndexOf: (index: number): 0 | -1 => (index === Math.min(stop, count - 1) ? 0 : -1),
  };
}

"use client";

import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { areSingleKeysOn } from "@/app/_lib/preferences/browser-switch";
import { rovingIndex } from "./virtual-rows";

/** The item of a list that contains an element, or -1. */
const indexIn = (list: Element, element: Element): number =>
  [...list.children].findIndex((item) => item.contains(element));

/** Letters for arrow keys, as elsewhere in the inbox. */
const LETTERS: Readonly<Record<string, string>> = { j: "ArrowDown", k: "ArrowUp" };

/**
 * Makes a list of links one tab stop, in which arrow keys, Home and End move. `hasLetters`: J and K too, unless the reader has
 * switched single keys off.
 */
export function useRovingList(count: number, { hasLetters = false } = {}) {
  const [stop, setStop] = useState(0);
  return {
    /** For the element whose children are the items. */
    list: {
      onFocus: ({ currentTarget, target }: FocusEvent) => setStop(indexIn(currentTarget, target)),
      onKeyDown: (event: KeyboardEvent) => {
        const { currentTarget, target } = event;
        const at = target instanceof Element ? indexIn(currentTarget, target) : -1;
        const letter = hasLetters && areSingleKeysOn() ? LETTERS[event.key] : undefined;
        const { ctrlKey, metaKey, altKey, shiftKey } = event;
        const press = { key: letter ?? event.key, ctrlKey, metaKey, altKey, shiftKey };
        const to = at < 0 ? null : rovingIndex(press, at, count);
        if (to === null) return;
        event.preventDefault();
        currentTarget.children[to]?.querySelector("a")?.focus();
      },
    },
    tabIndexOf: (index: number): 0 | -1 => (index === Math.min(stop, count - 1) ? 0 : -1),
  };
}

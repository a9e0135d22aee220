"use client";

import type { RefObject } from "react";
import { typeText } from "@/app/_lib/type-text";

/** Returns a function that inserts into the field's text, in place of what is selected, with the caret after it. */
export function useInsert(field: RefObject<HTMLTextAreaElement | null>): (piece: string) => void {
  return (piece) => {
    if (!field.current) return;
    const { selectionStart: from, selectionEnd: to } = field.current;
    typeText(field.current, { from, to }, piece);
  };
}

"use client";

import type { RefObject } from "react";
import { flushSync } from "react-dom";

/** Returns a function that inserts into the field's text, in place of what is selected, and puts the caret after it. */
export function useInsert(
  field: RefObject<HTMLTextAreaElement | null>,
  content: string,
  onChange: (content: string) => void,
): (piece: string) => void {
  return (piece) => {
    const from = field.current?.selectionStart ?? content.length;
    const to = field.current?.selectionEnd ?? from;
    // The text is in the field before the caret is set.
    flushSync(() => onChange(content.slice(0, from) + piece + content.slice(to)));
    field.current?.focus();
    field.current?.setSelectionRange(from + piece.length, from + piece.length);
  };
}

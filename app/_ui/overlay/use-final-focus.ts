"use client";

import { useLayoutEffect, useRef } from "react";

/**
 * Where the focus goes when an overlay closes: back to where it was, or nowhere if nothing had it. Without this, it would
 * go to whatever had it last, such as a row of the list, and the next key would act on that.
 */
export function useFinalFocus(isOpen: boolean): () => boolean {
  const hadFocus = useRef(true);
  useLayoutEffect(() => {
    if (isOpen) hadFocus.current = document.activeElement !== document.body;
  }, [isOpen]);
  return () => hadFocus.current;
}

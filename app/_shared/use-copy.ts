"use client";

import { useState } from "react";

/** Copies texts; without a clipboard (plain http), `select` selects the text for the reader to copy. */
export function useCopy(select: () => void) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (text: string) => {
    select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // it stays selected
    }
  };
  return { isCopied, copy };
}

"use client";

import { useEffect } from "react";

/** Marks the document as soon as it responds to clicks and keys: browser tests wait for it. Render it as the last child. */
export function ReadyMark() {
  useEffect(() => {
    document.documentElement.dataset["ready"] = "";
  }, []);
  return null;
}

"use client";

import { useEffect } from "react";

/** Marks the document once it answers clicks and keys: what drives a browser waits for it. The page's last child. */
export function ReadyMark() {
  useEffect(() => {
    document.documentElement.dataset["ready"] = "";
  }, []);
  return null;
}

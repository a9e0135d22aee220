"use client";

import { useCallback, useEffect, useState } from "react";
import type { InboxTab } from "./inbox-tab";

/** Which tabs have changes that are not saved. While one has, the browser asks before the page is left. */
export function useUnsaved() {
  const [unsaved, setUnsaved] = useState<ReadonlySet<InboxTab>>(new Set());
  const mark = useCallback((tab: InboxTab, isUnsaved: boolean) => {
    setUnsaved((current) => {
      if (current.has(tab) === isUnsaved) return current;
      const next = new Set(current);
      if (isUnsaved) next.add(tab);
      else next.delete(tab);
      return next;
    });
  }, []);
  const isAny = unsaved.size > 0;
  useEffect(() => {
    if (!isAny) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isAny]);
  return { unsaved, mark };
}

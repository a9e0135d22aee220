"use client";

import { useCallback, useState } from "react";
import type { InboxTab } from "./inbox-tab";

/** Which tabs have changes that are not saved. */
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
  return { unsaved, mark };
}

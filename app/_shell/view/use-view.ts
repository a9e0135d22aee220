"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo } from "react";
import { closeConversation, goTo } from "./navigate";
import { parseView } from "./view";

/** The view in the URL, and functions to open and close a conversation in it. */
export function useView() {
  const params = useSearchParams();
  const view = useMemo(() => parseView(params), [params]);
  const select = useCallback(
    (selected: number | null, how?: "push" | "replace") => goTo({ ...view, selected }, how),
    [view],
  );
  const close = useCallback(() => closeConversation(view), [view]);
  return { view, select, close };
}

/** Sets the window's title to the screen's name, after the number of unread notifications. */
export function useTitle(name: string, unread: number): void {
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · Tickline`;
  }, [name, unread]);
}

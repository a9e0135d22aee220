"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
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

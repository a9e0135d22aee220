"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { draftsOf } from "@/app/_shell/drafts/page-drafts";
import { useUnsent } from "@/app/_shell/unsent/use-unsent";

/** The unsent texts of this page. */
export function useDrafts() {
  return draftsOf(useUnsent());
}

/** The unsent text of a conversation. It survives a reload and appears in the member's other tabs and browsers. */
export function useText(displayId: number) {
  const drafts = useDrafts();
  const text = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.read(displayId),
    () => drafts.read(displayId),
  );
  useQuery({
    queryKey: ["draft", displayId],
    queryFn: async () => {
      await drafts.load(displayId);
      return null; // `drafts` stores the text
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: true,
    refetchOnReconnect: true,
    networkMode: "always", // this browser's copy is shown without a network too
  });
  useEffect(() => {
    const flush = () => document.visibilityState === "hidden" && drafts.flush();
    document.addEventListener("visibilitychange", flush); // also when the tab is closed
    return () => document.removeEventListener("visibilitychange", flush);
  }, [drafts]);
  return useMemo(
    () => ({
      text,
      setText: (next: typeof text) => drafts.write(displayId, next),
      clear: () => drafts.send(displayId),
      restore: (unsent: typeof text) => drafts.restore(displayId, unsent),
    }),
    [drafts, displayId, text],
  );
}

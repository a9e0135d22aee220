"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import { createDrafts, type Drafts } from "./drafts";

type Client = ReturnType<typeof useTRPCClient>;

const known = new WeakMap<Client, Drafts>();

/** The unsent texts of this page. */
export function draftsOf(client: Client): Drafts {
  const drafts =
    known.get(client) ??
    createDrafts({
      load: (displayId) => client.drafts.get.query({ displayId }),
      save: (displayId, draft) => client.drafts.keep.mutate({ displayId, draft }),
    });
  known.set(client, drafts);
  return drafts;
}

/** The unsent text of a conversation. It survives a reload and appears in the member's other browsers. */
export function useText(displayId: number) {
  const drafts = draftsOf(useTRPCClient());
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
  });
  useEffect(() => {
    const flush = () => document.visibilityState === "hidden" && drafts.flush();
    document.addEventListener("visibilitychange", flush);
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

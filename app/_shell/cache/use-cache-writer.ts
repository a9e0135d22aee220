import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { type CacheWriter, createCacheWriter } from "./cache-writer";

/** Writes what the member's answers and live frames contain into the page's cache. */
export function useCacheWriter(): CacheWriter {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  return useMemo(() => createCacheWriter(queryClient, trpc, me.id), [queryClient, trpc, me.id]);
}

"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { useLive } from "@/app/_lib/live/live";

/** What the server has read for a page. */
export type Prefetched = {
  /** `[queryKey, data][]` as JSON: what an answer of the API holds, in the form that the cache keeps. */
  queries: string;
  /** The log's cursor before anything of it was read. */
  asOf: string;
};

type HydrateProps = {
  /** Null: the server has read nothing. */
  prefetched: Prefetched | null;
  children: ReactNode;
};

/** Payloads that are in the cache, or were. Next renders an old payload again when the reader goes back to its page. */
const taken = new WeakSet<Prefetched>();

/**
 * Puts what the server has read into the cache before `children` render, as if it had been fetched just now. What the
 * cache has already stays: live events keep it current.
 */
export function Hydrate({ prefetched, children }: HydrateProps) {
  const queryClient = useQueryClient();
  const live = useLive();
  const added = useMemo((): readonly QueryKey[] => {
    if (prefetched === null || taken.has(prefetched)) return [];
    const queries: [QueryKey, unknown][] = JSON.parse(prefetched.queries);
    const missing = queries.filter(([queryKey]) => queryClient.getQueryData(queryKey) === undefined);
    for (const [queryKey, data] of missing) queryClient.setQueryData(queryKey, data);
    return missing.map(([queryKey]) => queryKey);
  }, [queryClient, prefetched]);

  useEffect(() => {
    if (prefetched === null || taken.has(prefetched)) return;
    taken.add(prefetched);
    // The stream brings what comes from here on. What it brought between the server's reading and now is lost on
    // queries that were not in the cache yet: they are read again.
    if (live.framesAfter(prefetched.asOf)?.length === 0) return;
    for (const queryKey of added) void queryClient.invalidateQueries({ queryKey, exact: true });
  }, [queryClient, live, prefetched, added]);

  return children;
}

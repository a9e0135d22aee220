"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo } from "react";
import { useLive } from "@/app/_lib/live/live";

/** Data that the server has fetched for a page. */
export type Prefetched = {
  /** `[queryKey, data][]` as JSON, with responses in the form of the cache. */
  queries: string;
  /** The log's cursor from before the first query. */
  asOf: string;
};

type HydrateProps = {
  /** Null: the server has fetched nothing. */
  prefetched: Prefetched | null;
  children: ReactNode;
};

/** Payloads that were put into the cache. Next renders an old payload again when the reader returns to its page. */
const taken = new WeakSet<Prefetched>();

/**
 * Puts the server's data into the cache before `children` render, as if it had just been fetched. Entries that are in the
 * cache already stay: live events keep them current.
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
    // The stream continues from here. Its events between the server's queries and now did not reach queries that were not
    // in the cache yet: these are refetched.
    if (live.framesAfter(prefetched.asOf)?.length === 0) return;
    for (const queryKey of added) void queryClient.invalidateQueries({ queryKey, exact: true });
  }, [queryClient, live, prefetched, added]);

  return children;
}

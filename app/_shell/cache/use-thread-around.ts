"use client";

import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useTRPCClient } from "@/app/_lib/trpc";
import type { MessagePage } from "./thread";

/** Message numbers: a page ends before `before`, or begins after `after`. */
type Place = { before: number } | { after: number };

const PAGE = 50;

/**
 * The messages around one that is far from the end, paged in both directions. It shows the past: new messages arrive in the
 * thread's own query.
 */
export function useThreadAround(displayId: number, number: number | null) {
  const client = useTRPCClient();
  const initial: Place = { before: (number ?? 0) + PAGE / 2 };
  return useInfiniteQuery({
    ...infiniteQueryOptions({
      queryKey: ["thread around", displayId, number],
      queryFn: ({ pageParam, signal }) =>
        client.messages.list.query({ displayId, ...pageParam, limit: PAGE }, { signal }),
      initialPageParam: initial,
      getNextPageParam: (page: MessagePage): Place | null => {
        const first = page.data[0]?.number ?? 1;
        return first > 1 ? { before: first } : null;
      },
      getPreviousPageParam: (page: MessagePage, _, from: Place): Place | null => {
        const last = page.data.at(-1)?.number;
        const isEnd = last === undefined || ("after" in from && !page.hasMore);
        return isEnd ? null : { after: last };
      },
    }),
    enabled: number !== null,
  });
}

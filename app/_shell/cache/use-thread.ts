"use client";

import {
  type InfiniteData,
  infiniteQueryOptions,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { SHOWN } from "@/app/_inbox/details/use-transitions";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { threadKey } from "./keys";
import type { MessagePage } from "./thread";

export type Thread = InfiniteData<MessagePage, number | null>;

const PAGE = 50;

/** How a conversation's messages are read: newest page first, older ones on demand. */
const threadOptions = (client: ReturnType<typeof useTRPCClient>, displayId: number) =>
  infiniteQueryOptions({
    queryKey: threadKey(displayId),
    queryFn: ({ pageParam, signal }) =>
      client.messages.list.query({ displayId, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as number | null, // where the newest page begins
    getNextPageParam: (page: MessagePage) => (page.hasMore ? (page.data[0]?.number ?? null) : null),
  });

/** A conversation's messages. */
export const useThread = (displayId: number) => useInfiniteQuery(threadOptions(useTRPCClient(), displayId));

/** Whoever looks longer than this at a conversation may want the next. */
const LOOKS_MS = 350;

/** Reads ahead the conversation that comes next, so that it opens at once. */
export function useReadAhead(displayId: number | undefined): void {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (displayId === undefined) return;
    const timer = setTimeout(() => {
      void queryClient.prefetchInfiniteQuery(threadOptions(client, displayId));
      void queryClient.prefetchQuery(trpc.conversations.get.queryOptions({ displayId }));
      void queryClient.prefetchQuery(
        trpc.conversations.transitions.queryOptions({ displayId, limit: SHOWN }),
      );
    }, LOOKS_MS);
    return () => clearTimeout(timer);
  }, [client, trpc, queryClient, displayId]);
}

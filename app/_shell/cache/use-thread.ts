"use client";

import {
  type InfiniteData,
  infiniteQueryOptions,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { MessagePage } from "./queries";
import { threadOf, transitionsOf } from "./queries";

export type Thread = InfiniteData<MessagePage, number | null>;

const threadOptions = (client: ReturnType<typeof useTRPCClient>, displayId: number) =>
  threadOf((input, options) => client.messages.list.query(input, options), displayId);

/** A loaded message of a conversation. */
export const findInThread = (
  queryClient: ReturnType<typeof useQueryClient>,
  displayId: number,
  isWanted: (message: MessageDto) => boolean,
) =>
  queryClient
    .getQueryData<Thread>(
      threadOf(() => Promise.reject(new Error("the cache alone is read")), displayId).queryKey,
    )
    ?.pages.flatMap(({ data }) => data)
    .find(isWanted);

/** A conversation's messages. */
export const useThread = (displayId: number) => useInfiniteQuery(threadOptions(useTRPCClient(), displayId));

/** A message as the loaded thread has it now: somebody may have deleted or edited it since it was chosen. Reads nothing. */
export function useNewestOf(displayId: number, message: MessageDto): MessageDto {
  const { data } = useInfiniteQuery({ ...threadOptions(useTRPCClient(), displayId), enabled: false });
  const known = data?.pages.flatMap((page) => page.data).find(({ id }) => id === message.id);
  return known && known.version > message.version ? known : message;
}

/** After this time on one conversation the reader is likely to open the next, in ms. */
const READ_AHEAD_AFTER_MS = 350;

/** Prefetches the next conversation, so that it opens immediately. */
export function useReadAhead(displayId: number | undefined): void {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (displayId === undefined) return;
    const timer = setTimeout(() => {
      void queryClient.prefetchInfiniteQuery(threadOptions(client, displayId));
      void queryClient.prefetchQuery(trpc.conversations.get.queryOptions({ displayId }));
      void queryClient.prefetchQuery(transitionsOf(trpc, displayId));
    }, READ_AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, trpc, queryClient, displayId]);
}

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

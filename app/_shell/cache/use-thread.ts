"use client";

import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { threadOf, transitionsOf } from "./queries";
import type { MessagePage } from "./thread";

export type Thread = InfiniteData<MessagePage, number | null>;

const threadOptions = (client: ReturnType<typeof useTRPCClient>, displayId: number) =>
  threadOf((input, options) => client.messages.list.query(input, options), displayId);

/** A conversation's messages. */
export const useThread = (displayId: number) => useInfiniteQuery(threadOptions(useTRPCClient(), displayId));

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

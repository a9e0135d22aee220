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

/** Whoever looks longer than this at a conversation may want the next. */
const READ_AHEAD_AFTER_MS = 350;

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
      void queryClient.prefetchQuery(transitionsOf(trpc, displayId));
    }, READ_AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, trpc, queryClient, displayId]);
}

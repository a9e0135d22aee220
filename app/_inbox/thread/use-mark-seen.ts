"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useSeenNumber } from "@/app/_inbox/composer/seen-number";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";

/**
 * Reports to the server that the reader has seen messages up to `number` (0 = none): only while the window is visible, and
 * each number once.
 */
export function useMarkSeen(displayId: number, number: number): void {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.conversations.get.queryOptions({ displayId }));
  const isVisible = useSyncExternalStore(listen, isWindowVisible, () => false);
  useSeenNumber(displayId, isVisible ? number : 0);
  const unread = data?.conversation.unreadCount ?? 0;
  const isLive = data?.conversation.lifecycle === "live";
  const isNews = isLive && (number > data.conversation.agentSeenNumber || unread > 0);
  useEffect(() => {
    if (!isVisible || !isNews || number === 0) return;
    // The result arrives as an event too; the next message or visit makes up for a failure.
    client.conversations.markSeen
      .mutate({ displayId, number })
      .catch(() =>
        queryClient.invalidateQueries({ queryKey: trpc.conversations.get.queryKey({ displayId }) }),
      );
  }, [client, queryClient, trpc, displayId, number, isVisible, isNews]);
}

const isWindowVisible = () => document.visibilityState === "visible";

function listen(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { readAgain } from "@/app/_shell/cache/queries";

/** The number of unread notifications, which the stream keeps current. */
export const useUnreadCount = (): number => useUnread()?.count ?? 0;

/** The newest unread notification, or null. */
export const useNewestUnread = () => useUnread()?.newest ?? null;

function useUnread() {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.notifications.unread.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** Updates the unread notifications from the stream: once per page. */
export function useUnreadUpdates(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useLiveFrames(({ notifications }) => {
    if (!notifications) return;
    queryClient.setQueryData(trpc.notifications.unread.queryKey(), notifications);
    readAgain(queryClient, trpc.notifications.list.pathFilter());
  });
}

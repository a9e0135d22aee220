"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";

/** The number of unread notifications, which the stream keeps current. */
export function useUnreadCount(): number {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.notifications.unread.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.count ?? 0;
}

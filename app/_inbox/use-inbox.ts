"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/dto";

/** One inbox out of the cached list; null while it is not known. */
export function useInbox(inboxId: number | null): InboxDto | null {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.inboxes.list.queryOptions());
  return data?.find((inbox) => inbox.id === inboxId) ?? null;
}

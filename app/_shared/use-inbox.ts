"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { hasGroups } from "@/server/contract/inbox/constants";

const NONE: InboxDto[] = [];

/** The inboxes that the reader may see, by name; empty while they are loading. */
export function useInboxes(): readonly InboxDto[] {
  const trpc = useTRPC();
  const { data = NONE } = useQuery(trpc.inboxes.list.queryOptions());
  return data;
}

/** Those of them in which agents can begin groups. */
export const useGroupInboxes = (): readonly InboxDto[] => useInboxes().filter(hasGroups);

/** An inbox; null while it is loading. */
export function useInbox(inboxId: number | null): InboxDto | null {
  return useInboxes().find((inbox) => inbox.id === inboxId) ?? null;
}

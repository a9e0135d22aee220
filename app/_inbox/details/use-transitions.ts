"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";

/** As many changes of status as the pane shows at first. */
export const SHOWN = 20;

/** The last changes of a conversation's status, newest first. */
export function useTransitions(displayId: number) {
  const trpc = useTRPC();
  return useQuery(trpc.conversations.transitions.queryOptions({ displayId, limit: SHOWN }));
}

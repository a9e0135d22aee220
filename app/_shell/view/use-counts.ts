"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { View } from "./view";

/** The numbers of conversations by view; undefined while loading. */
export function useCounts() {
  const trpc = useTRPC();
  return useQuery(trpc.conversations.counts.queryOptions()).data;
}

/** The text of a count: exact, because the server counts. */
export function useCountText(): (count: number) => string {
  const format = useFormatter();
  return (count) => format.number(count);
}

/** The text of a view's count, or null where the server does not count. */
export function useViewCount({
  scope,
  status,
  inboxId,
  assigneeId,
  priority,
  teamId,
  label,
}: View): string | null {
  const counts = useCounts();
  const countText = useCountText();
  if (scope === "trash") {
    const isAll = [status, inboxId, priority, teamId, label].every((narrows) => narrows === null);
    return counts && isAll ? countText(counts.trashed) : null;
  }
  if (!counts || status === null || [assigneeId, priority, teamId, label].some((narrows) => narrows !== null))
    return null;
  if (status !== "open" && (scope !== "all" || inboxId !== null)) return null;
  if (inboxId !== null) return scope === "all" ? countText(counts.byInbox[inboxId] ?? 0) : null;
  return countText(scope === "all" ? counts[status] : counts[scope]);
}

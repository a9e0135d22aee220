"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { View } from "./view";

/** How many conversations the views hold; undefined while that is not known. */
export function useCounts() {
  const trpc = useTRPC();
  return useQuery(trpc.conversations.counts.queryOptions()).data;
}

/** A count as it is shown: exact, because the server keeps it. */
export function useCountText(): (count: number) => string {
  const format = useFormatter();
  return (count) => format.number(count);
}

/** The count of a view as it is shown, or null where the server does not count. */
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

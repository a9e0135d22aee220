"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useFormatter } from "next-intl";
import { usePush } from "@/app/_lib/leave";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { goTo } from "@/app/_shared/view/navigate";
import { filterOf, hrefOf, listedBy, type View } from "@/app/_shared/view/view";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { LIST_COUNT_MAX, SAVED_COUNT_MAX, type ViewCounts } from "@/server/contract/conversation/counters";
import { VIEWS_MAX } from "@/server/contract/live/frame";

/** The numbers of conversations by view; undefined while loading. */
export function useCounts() {
  const trpc = useTRPC();
  return useQuery(trpc.conversations.counts.queryOptions()).data;
}

/** The text of a count: exact up to `max`, beyond it "999+". */
export function useCountText(): (count: number, max?: number) => string {
  const format = useFormatter();
  return (count, max = Number.POSITIVE_INFINITY) =>
    count > max ? `${format.number(max)}+` : format.number(count);
}

/** The text of a view's count, or null while it is not known. */
export function useViewCount(view: View): string | null {
  const counts = useCounts();
  const countText = useCountText();
  const exact = exactOf(counts, view);
  const [count] = useListCounts(exact === null && counts ? [view] : [], LIST_COUNT_MAX);
  if (exact !== null) return countText(exact);
  return count === undefined ? null : countText(count, LIST_COUNT_MAX);
}

/** The texts of the counts of saved views, by id. */
export function useSavedCounts(views: readonly View[]): ReadonlyMap<number | null, string> {
  const counts = useCounts();
  const countText = useCountText();
  const others = counts ? views.filter((view) => exactOf(counts, view) === null) : [];
  const counted = useListCounts(others, SAVED_COUNT_MAX);
  const texts = new Map<number | null, string>();
  for (const view of views) {
    const exact = exactOf(counts, view);
    if (exact !== null) texts.set(view.savedId, countText(exact));
  }
  others.forEach(({ savedId }, at) => {
    const count = counted[at];
    if (count !== undefined) texts.set(savedId, countText(count, SAVED_COUNT_MAX));
  });
  return texts;
}

const exactOf = (counts: ViewCounts | undefined, view: View) => (counts ? exactCount(counts, view) : null);

const NONE: number[] = [];

function useListCounts(views: readonly View[], max: number): readonly number[] {
  const trpc = useTRPC();
  const { conversations } = useTRPCClient();
  const filters = views.map((view) => listedBy(filterOf(view)));
  const { data = NONE } = useQuery({
    ...trpc.conversations.countLists.queryOptions({ filters, max }),
    enabled: filters.length > 0,
    queryFn: async () => {
      const calls = Array.from({ length: Math.ceil(filters.length / VIEWS_MAX) }, (_, at) =>
        conversations.countLists.query({
          filters: filters.slice(at * VIEWS_MAX, (at + 1) * VIEWS_MAX),
          max,
        }),
      );
      return (await Promise.all(calls)).flat();
    },
  });
  return filters.length > 0 ? data : NONE;
}

/** A view's count by the maintained counters, or null where there is none. */
export function exactCount(
  counts: ViewCounts,
  { scope, status, inboxId, assigneeId, priority, teamId, label, groups }: View,
): number | null {
  if (groups.length > 0 || scope === "mentioned") return null;
  if ([assigneeId, priority, teamId, label].some((narrows) => narrows !== null)) return null;
  if (scope === "trash") return status === null && inboxId === null ? counts.trashed : null;
  if (inboxId !== null) return scope === "all" && status === "open" ? (counts.byInbox[inboxId] ?? 0) : null;
  if (scope !== "all") return status === "open" ? counts[scope] : null;
  return status === null
    ? CONVERSATION_STATUSES.reduce((sum, each) => sum + counts[each], 0)
    : counts[status];
}

/** Within the inbox the URL changes without requesting a page from the server. */
export function useGoToView(): (view: View) => void {
  const path = usePathname();
  const push = usePush();
  return (view) => (path === "/inbox" ? goTo(view) : push(hrefOf(view)));
}

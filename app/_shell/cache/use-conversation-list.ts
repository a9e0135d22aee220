"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { rowsOf } from "@/app/_shared/conversation/rows";
import { filterOf, type Listed, listedBy, type View } from "@/app/_shared/view/view";
import { parseCursor } from "@/server/contract/event/cursor";
import { asOfIn, filterIn } from "./cache-writer";
import { conversationsOfView, threadKey } from "./queries";

/** The loaded conversations of a view. Rows of another view are never shown in its place. */
export function useConversationList(view: View) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(conversationsOfView(trpc, view));
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return { ...query, rows };
}

export type ConversationList = ReturnType<typeof useConversationList>;

/**
 * Requests the inbox's topics from the live stream: the view's rows, the open conversation, the counters. A list or thread
 * that is not shown is not kept current, so it is refetched when it is shown again.
 */
export function useInboxTopics(view: View): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const live = useLive();
  const { selected } = view;
  // Compared by content: the view is a new object at every rendering.
  const shown = JSON.stringify(listedBy(filterOf(view)));

  useEffect(() => {
    const listed: Listed = JSON.parse(shown);
    const hide = live.show({ views: [listed], conversations: [], counters: true });
    void queryClient.invalidateQueries({
      ...trpc.conversations.list.pathFilter(),
      predicate: ({ queryKey, state }) =>
        JSON.stringify(listedBy(filterIn(queryKey))) === shown && isOlderThan(state.data, live.position()),
    });
    return hide;
  }, [live, queryClient, trpc, shown]);

  useEffect(() => {
    if (selected === null) return;
    const hide = live.show({ views: [], conversations: [selected], counters: false });
    const queryKey = threadKey(selected);
    const thread = queryClient.getQueryData(queryKey);
    // Without a thread, whose load ends with its screen, nobody knows how old the others are.
    if (thread === undefined || isOlderThan(thread, live.position())) {
      void queryClient.invalidateQueries({ queryKey });
      void queryClient.invalidateQueries(trpc.conversations.get.queryFilter({ displayId: selected }));
      void queryClient.invalidateQueries(trpc.conversations.transitions.pathFilter());
      void queryClient.invalidateQueries(trpc.messages.files.infiniteQueryFilter({ displayId: selected }));
    }
    return hide;
  }, [live, queryClient, trpc, selected]);
}

/** Whether data was read before the page's cursor in the log. */
function isOlderThan(data: unknown, position: string | null): boolean {
  const asOf = asOfIn(data);
  if (asOf === null || position === null) return false;
  const [read, now] = [parseCursor(asOf), parseCursor(position)];
  return !read || !now || read.epoch !== now.epoch || read.seq < now.seq;
}

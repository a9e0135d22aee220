"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { rowsOf } from "@/app/_shared/conversation/rows";
import type { View } from "@/app/_shared/view/view";
import { conversationsOfView } from "@/app/_shell/cache/queries";

/** The loaded conversations of a view. Rows of another view are never shown in its place. */
export function useConversationList(view: View) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(conversationsOfView(trpc, view));
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return { ...query, rows };
}

export type ConversationList = ReturnType<typeof useConversationList>;

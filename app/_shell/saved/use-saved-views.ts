"use client";

import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import type { ViewDto } from "@/server/contract/organising/saved-view";

const NONE: ViewDto[] = [];

/** The saved views: the reader's own, then the shared ones. */
export function useSavedViews(): { own: ViewDto[]; shared: ViewDto[] } {
  const trpc = useTRPC();
  const { data: views = NONE } = useQuery(trpc.views.list.queryOptions());
  return { own: views.filter((view) => !view.isShared), shared: views.filter((view) => view.isShared) };
}

/** A saved view; null while it is loading, and when it is deleted. */
export function useSavedView(savedId: number | null): ViewDto | null {
  const trpc = useTRPC();
  const { data: views = NONE } = useQuery(trpc.views.list.queryOptions());
  return views.find(({ id }) => id === savedId) ?? null;
}

/** Whether the reader may rename, change and delete the view: the same rule as the server's. */
export function useMayChange(): (view: ViewDto) => boolean {
  const me = useMe();
  return (view) => view.ownerId === me.id || (view.isShared && me.role === "administrator");
}

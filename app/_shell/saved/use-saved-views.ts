"use client";

import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { canonical } from "@/app/_shared/view/conditions";
import { filterOf, hrefOf, type Scope, type View } from "@/app/_shared/view/view";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";

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

const SCOPE: Record<SavedFilter["assignee"], Scope> = { any: "all", me: "mine", unassigned: "unassigned" };

/** The list that a saved view opens. */
export const toView = ({
  id,
  filter: { assignee, anyOf, ...filter },
}: Pick<ViewDto, "id" | "filter">): View =>
  canonical({ ...filter, groups: anyOf, scope: SCOPE[assignee], savedId: id, selected: null });

/** The saved part of a list: everything in its URL except the open conversation. */
export function toSavedFilter(view: View): SavedFilter {
  const { contactId: _, lifecycle: __, anyOf: ___, mentioned: ____, ...filter } = filterOf(view);
  return { ...filter, anyOf: [...view.groups] };
}

/** Whether the list equals the saved view. */
export const isAsSaved = (view: View, { filter }: Pick<ViewDto, "filter">): boolean =>
  listOf(view) === listOf(toView({ id: 0, filter }));

const listOf = (view: View): string => hrefOf({ ...view, savedId: null, selected: null });

"use client";

import {
  AtSign,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleUser,
  Clock,
  Hourglass,
  type LucideIcon,
  Trash2,
} from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo } from "react";
import { closeConversation, goTo } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, parseView, type View } from "@/app/_shared/view/view";

/** The view in the URL, and functions to open and close a conversation in it. */
export function useView() {
  const params = useSearchParams();
  const view = useMemo(() => parseView(params), [params]);
  const select = useCallback(
    (selected: number | null, how?: "push" | "replace") => goTo({ ...view, selected }, how),
    [view],
  );
  const close = useCallback(() => closeConversation(view), [view]);
  return { view, select, close };
}

/** Sets the window's title to the screen's name, after the number of unread notifications. */
export function useTitle(name: string, unread: number): void {
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · Tickline`;
  }, [name, unread]);
}

/** The views in the column and in the palette, each with its count on the server. */
export const VIEWS = [
  { key: "mine", Icon: CircleUser, view: { ...FIRST_VIEW }, count: "mine" },
  {
    key: "unassigned",
    Icon: CircleDashed,
    view: { ...FIRST_VIEW, scope: "unassigned" },
    count: "unassigned",
  },
  {
    key: "mentioned",
    Icon: AtSign,
    view: { ...FIRST_VIEW, scope: "mentioned", status: null },
    count: null,
  },
  { key: "open", Icon: Circle, view: { ...FIRST_VIEW, scope: "all" }, count: "open" },
  {
    key: "pending",
    Icon: Hourglass,
    view: { ...FIRST_VIEW, scope: "all", status: "pending" },
    count: "pending",
  },
  { key: "snoozed", Icon: Clock, view: { ...FIRST_VIEW, scope: "all", status: "snoozed" }, count: "snoozed" },
  {
    key: "resolved",
    Icon: CircleCheck,
    view: { ...FIRST_VIEW, scope: "all", status: "resolved" },
    count: null,
  },
  { key: "trash", Icon: Trash2, view: { ...FIRST_VIEW, scope: "trash", status: null }, count: "trashed" },
] as const satisfies readonly { key: string; Icon: LucideIcon; view: View; count: string | null }[];

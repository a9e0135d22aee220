"use client";

import { lazy, Suspense } from "react";
import { FIRST_VIEW, type View } from "@/app/_shell/view/view";

const ChipRow = lazy(() => import("@/app/_inbox/filter/chip-row"));

/** The filters of the list, beyond its name and status, each removable. Loaded for a list that has any. */
export function FilterChips({ view }: { view: View }) {
  const { label, assigneeId, teamId, priority, groups } = view;
  // A list of one inbox has the inbox's name as its title already.
  const hasInbox = view.inboxId !== null && (view.scope !== "all" || view.savedId !== null);
  const isNarrow = [label, assigneeId, teamId, priority].some((filter) => filter !== null);
  if (!isNarrow && !hasInbox && groups.length === 0 && view.sort === FIRST_VIEW.sort) return null;
  return (
    <Suspense fallback={<div className="h-10.5 shrink-0 border-line border-b" />}>
      <ChipRow view={view} hasInbox={hasInbox} />
    </Suspense>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { groupsOf, withGroups } from "@/app/_shared/view/conditions";
import { ViewLink } from "@/app/_shared/view/navigate";
import type { View } from "@/app/_shared/view/view";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";

const TAB =
  "flex h-6.5 shrink-0 items-center rounded-full px-2.5 font-medium text-muted text-sm hover:bg-hover aria-[current]:bg-accent-soft aria-[current]:text-accent pointer-coarse:h-9";

/** The four statuses of a view, and all of them together; of several chosen ones, each is marked. */
export function StatusTabs({ view }: { view: View }) {
  const t = useTranslations("status");
  const list = useTranslations("list");
  const [group = {}, ...others] = groupsOf(view);
  const of = (status: View["status"]): View => {
    const { statuses: _, ...rest } = group;
    const only = { ...rest, ...(status && { statuses: [status] }) };
    return { ...(others.length > 0 ? { ...view, status } : withGroups(view, [only])), selected: null };
  };
  const chosen = others.length > 0 ? (view.status ? [view.status] : []) : (group.statuses ?? []);
  const currentOf = (status: (typeof CONVERSATION_STATUSES)[number]) =>
    chosen.includes(status) ? (chosen.length === 1 ? "page" : "true") : undefined;
  return (
    <nav
      aria-label={list("statuses")}
      className="flex shrink-0 gap-0.5 overflow-x-auto border-line border-b px-2.5 py-1.5"
    >
      {CONVERSATION_STATUSES.map((status) => (
        <ViewLink key={status} view={of(status)} aria-current={currentOf(status)} className={TAB}>
          {t(status)}
        </ViewLink>
      ))}
      <ViewLink view={of(null)} aria-current={chosen.length === 0 ? "page" : undefined} className={TAB}>
        {list("anyStatus")}
      </ViewLink>
    </nav>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { ViewLink } from "@/app/_shared/view-link";
import type { View } from "@/app/_shell/view/view";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";

const TAB =
  "flex h-6.5 shrink-0 items-center rounded-full px-2.5 font-medium text-muted text-sm hover:bg-hover aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent pointer-coarse:h-9";

/** The four statuses of a view, and all of them together. */
export function StatusTabs({ view }: { view: View }) {
  const t = useTranslations("status");
  const list = useTranslations("list");
  return (
    <nav
      aria-label={list("statuses")}
      className="flex shrink-0 gap-0.5 overflow-x-auto border-line border-b px-2.5 py-1.5"
    >
      {CONVERSATION_STATUSES.map((status) => (
        <ViewLink
          key={status}
          view={{ ...view, status, selected: null }}
          aria-current={view.status === status ? "page" : undefined}
          className={TAB}
        >
          {t(status)}
        </ViewLink>
      ))}
      <ViewLink
        view={{ ...view, status: null, selected: null }}
        aria-current={view.status === null ? "page" : undefined}
        className={TAB}
      >
        {list("anyStatus")}
      </ViewLink>
    </nav>
  );
}

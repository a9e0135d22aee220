"use client";

import { useQuery } from "@tanstack/react-query";
import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { MAIN_ID, NavFrame, SKIP_TO_MAIN, useNavSheet } from "@/app/_shell/nav/nav-frame";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { IconButton } from "@/app/_ui/icon-button";
import { ToastPlace } from "@/app/_ui/overlay/toast-place";
import { Segmented } from "@/app/_ui/segmented";
import { FilterLine } from "./filter-line";
import type { UndeliveredFilter, UndeliveredScope } from "./queries";
import { UndeliveredList } from "./undelivered-list";
import { useUndeliveredCount } from "./use-undelivered-count";

/** The messages that failed or are unconfirmed, of the reader's conversations or of all. */
export function UndeliveredScreen({ filter }: { filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const nav = useTranslations("nav");
  const list = useTranslations("list");
  const trpc = useTRPC();
  const live = useLive();
  const [scope, setScope] = useState<UndeliveredScope>("any");
  const countText = useUndeliveredCount();
  const { data: counts } = useQuery(trpc.undelivered.counts.queryOptions());
  const sheet = useNavSheet(nav("views"), <ViewNav />);
  useEffect(() => live.show({ views: [], conversations: [], counters: true }), [live]);
  const label = (which: "mine" | "all") =>
    counts ? t("withCount", { name: t(which), count: countText(counts, which) }) : t(which);
  return (
    <div className="isolate flex h-window">
      <NavFrame label={nav("views")} skip={SKIP_TO_MAIN}>
        <ViewNav />
      </NavFrame>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="flex min-w-0 flex-1 flex-col border-line bg-surface lg:border-l"
      >
        <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-line border-b px-3.5 py-2">
          <span className="lg:hidden">
            <IconButton label={list("openNav")} onClick={sheet.open}>
              <MenuIcon size={17} aria-hidden />
            </IconButton>
          </span>
          <h1 className="min-w-0 flex-1 truncate font-semibold text-md">{t("title")}</h1>
          <Segmented
            label={t("whose")}
            value={scope}
            options={[
              { value: "me", label: label("mine") },
              { value: "any", label: label("all") },
            ]}
            onChange={setScope}
          />
        </div>
        <ConnectionMark className="lg:hidden" />
        <FilterLine filter={filter} />
        <UndeliveredList key={`${scope} ${filter.error} ${filter.inboxId}`} scope={scope} filter={filter} />
        <ToastPlace />
      </main>
      {sheet.sheet}
    </div>
  );
}

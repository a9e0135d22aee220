"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useActions } from "@/app/_shell/keys/actions";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { MAIN_ID, NavFrame, SKIP_TO_MAIN, useNavSheet } from "@/app/_shell/nav/nav-frame";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { IconButton } from "@/app/_ui/icon-button";
import { ToastPlace } from "@/app/_ui/overlay/toast-place";
import { FilterBar } from "./filters/filter-bar";
import { useSearch } from "./query/use-search";
import { ResultList } from "./results/result-list";
import { SearchField } from "./search-field";

/** All results of a search: the field, the filters, the conversations and contacts. */
export function SearchScreen() {
  const t = useTranslations("search.results");
  const nav = useTranslations("nav");
  const list = useTranslations("list");
  const live = useLive();
  const { search, names } = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLUListElement>(null);
  const sheet = useNavSheet(nav("views"), <ViewNav />);
  useEffect(() => live.show({ views: [], conversations: [], counters: true }), [live]);
  useActions("page", { search: { run: () => field.current?.select() } });
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
        <h1 className="sr-only">{t("title")}</h1>
        <div className="flex h-14 shrink-0 items-center gap-2 px-3.5">
          <span className="lg:hidden">
            <IconButton label={list("openNav")} onClick={sheet.open}>
              <MenuIcon size={17} aria-hidden />
            </IconButton>
          </span>
          <SearchField
            search={search}
            names={names}
            field={field}
            onDown={() => results.current?.querySelector("a")?.focus()}
          />
        </div>
        <FilterBar search={search} />
        <ConnectionMark className="lg:hidden" />
        <ResultList search={search} results={results} />
        <ToastPlace />
      </main>
      {sheet.sheet}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useActions } from "@/app/_shell/keys/actions";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { WidePage } from "@/app/_shell/nav/wide-page";
import { FilterBar } from "./filters/filter-bar";
import { useSearch } from "./query/use-search";
import { ResultList } from "./results/result-list";
import { SearchField } from "./search-field";

/** All results of a search: the field, the filters, the conversations and contacts. */
export function SearchScreen() {
  const t = useTranslations("search.results");
  const { search, names, isResolving } = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLUListElement>(null);
  useActions("page", { search: { run: () => field.current?.select() } });
  return (
    <WidePage
      head={(openNav) => (
        <>
          <h1 className="sr-only">{t("title")}</h1>
          <div className="flex h-14 shrink-0 items-center gap-2 px-3.5">
            {openNav}
            <SearchField
              search={search}
              names={names}
              field={field}
              onDown={() => results.current?.querySelector("a")?.focus()}
            />
          </div>
        </>
      )}
    >
      <FilterBar search={search} />
      <ConnectionMark className="lg:hidden" />
      <ResultList search={search} isResolving={isResolving} results={results} />
    </WidePage>
  );
}

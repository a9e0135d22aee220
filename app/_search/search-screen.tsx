"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FilterBar } from "@/app/_search/filters/filter-bar";
import { ResultList } from "@/app/_search/results/result-list";
import { useInboxes } from "@/app/_shared/use-account";
import { useMembers } from "@/app/_shared/use-members";
import { useActions } from "@/app/_shell/keys/actions";
import { ListConnectionMark } from "@/app/_shell/nav/connection-mark";
import { WidePage } from "@/app/_shell/nav/wide-page";
import { contactNameIn, type Names, withOperators } from "@/app/_shell/search/operators";
import { readSearch, type SearchState } from "@/app/_shell/search/search-state";
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
      <ListConnectionMark />
      <ResultList search={search} isResolving={isResolving} results={results} />
    </WidePage>
  );
}

type Search = {
  search: SearchState;
  names: Names;
  /** The contact of an operator is being looked up. */
  isResolving: boolean;
};

/** The search in the URL, with the operators in its words as filters, and what operators may name. */
function useSearch(): Search {
  const params = useSearchParams();
  const inboxes = useInboxes();
  const { members } = useMembers();
  const { contact, isResolving } = useContactNamed(contactNameIn(params.get("q") ?? ""));
  return useMemo(() => {
    const names = { inboxes, members, contacts: contact ? [contact] : [] };
    return { search: withOperators(readSearch(params), names), names, isResolving };
  }, [params, inboxes, members, contact, isResolving]);
}

/** The contact of this name, else the best match, under the name that was typed; null while it is looked up, or without any. */
function useContactNamed(name: string | null) {
  const trpc = useTRPC();
  const { data, isPending } = useQuery({
    ...trpc.search.queryOptions({ query: name ?? "", kind: "contact", limit: FOUND_MAX }),
    enabled: name !== null,
  });
  const isSame = (one: string) => one.trim().toLowerCase() === name?.toLowerCase();
  const found = data?.contacts.map(({ contact }) => contact) ?? [];
  const id = (found.find((contact) => isSame(contact.name)) ?? found[0])?.id ?? null;
  const contact = useMemo(() => (id === null || name === null ? null : { id, name }), [id, name]);
  return { contact, isResolving: name !== null && isPending };
}

/** The exact name is looked for among so many matches. */
const FOUND_MAX = 10;

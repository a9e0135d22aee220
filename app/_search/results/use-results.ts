"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { filterOfSearch, hasFilters, type SearchState } from "@/app/_shell/search/search-state";
import { cutText } from "@/server/contract/_shared/cut-text";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import type { SearchResult, SearchResultsDto } from "@/server/contract/search/search";

/** Empty pages after which the reader is asked whether to search further. */
const EMPTY_PAGES_MAX = 4;

/** The results of a search so far; none are read while a part of it is being looked up. A page without any is followed by the next one, some times. */
export function useResults(search: SearchState, isResolving: boolean) {
  const trpc = useTRPC();
  const isEmptySearch = search.words === "" && !hasFilters(search);
  const query = useInfiniteQuery({
    ...resultsOf(trpc, search),
    enabled: !isEmptySearch && !isResolving,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const pages = isEmptySearch ? undefined : query.data?.pages;
  const contacts = useMemo(() => pages?.flatMap((page) => page.contacts) ?? [], [pages]);
  const conversations = useMemo(() => onceEach(pages ?? []), [pages]);
  const count = contacts.length + conversations.length;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const readsOn =
    count === 0 && hasNextPage && !isFetching && !isError && (pages?.length ?? 0) < EMPTY_PAGES_MAX;
  useEffect(() => {
    if (readsOn) void fetchNextPage();
  }, [readsOn, fetchNextPage]);
  return { query, isEmptySearch, contacts, conversations, count, isSearching: readsOn || isFetching };
}

/** The conversations in order, each once: a later page may have one again, with an older message. */
function onceEach(pages: readonly SearchResultsDto[]): SearchResult[] {
  const found = new Map<number, SearchResult>();
  for (const result of pages.flatMap((page) => page.conversations))
    if (!found.has(result.conversation.id)) found.set(result.conversation.id, result);
  return [...found.values()];
}

type Api = ReturnType<typeof useTRPC>;

const RESULTS_PAGE = 25;

/** The results of a search, page by page. */
const resultsOf = (trpc: Api, search: SearchState) =>
  trpc.searchResults.infiniteQueryOptions(
    {
      query: cutText(search.words, QUERY_CHARS_MAX),
      filter: filterOfSearch(search),
      limit: RESULTS_PAGE,
    },
    { getNextPageParam: (page) => page.nextCursor },
  );

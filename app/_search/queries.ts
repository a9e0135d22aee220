import type { useTRPC } from "@/app/_lib/trpc";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { filterOfSearch, type SearchState } from "./query/search-state";

type Api = ReturnType<typeof useTRPC>;

const RESULTS_PAGE = 25;

/** The results of a search, page by page. */
export const resultsOf = (trpc: Api, search: SearchState) =>
  trpc.searchResults.infiniteQueryOptions(
    {
      query: search.words.slice(0, QUERY_CHARS_MAX),
      filter: filterOfSearch(search),
      limit: RESULTS_PAGE,
    },
    { getNextPageParam: (page) => page.nextCursor },
  );

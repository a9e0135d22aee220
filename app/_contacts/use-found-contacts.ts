import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";

/** Between two letters of somebody who types. */
const TYPING_MS = 80;

/** The contacts that the search finds as one types, the best first; asks nothing while there is nothing to look for. */
export function useFoundContacts(query: string, limit: number) {
  const trpc = useTRPC();
  const wanted = useDebounced(query.trim(), TYPING_MS);
  const isSearch = wanted !== "";
  const found = useQuery({
    ...trpc.search.queryOptions({ query: wanted, kind: "contact", limit }),
    enabled: isSearch,
    // Who is new is found after a moment.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  return { ...found, isSearch };
}

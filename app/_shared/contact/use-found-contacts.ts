import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";

/** Pause after the last keystroke, in ms. */
const TYPING_MS = 80;

/**
 * Contacts that match what is typed, best first; without a query nothing is fetched. `isCurrent`: they are of this query, not of
 * one before it.
 */
export function useFoundContacts(query: string, limit: number) {
  const trpc = useTRPC();
  const wanted = useDebounced(query.trim(), TYPING_MS);
  const isSearch = wanted !== "";
  const found = useQuery({
    ...trpc.search.queryOptions({ query: wanted, kind: "contact", limit }),
    enabled: isSearch,
    // The search finds a new contact after a moment.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const isCurrent = wanted === query.trim() && !found.isPlaceholderData;
  return { ...found, isSearch, isCurrent };
}

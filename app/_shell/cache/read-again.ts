import type { QueryClient, QueryFilters } from "@tanstack/react-query";

/**
 * Has what fits a filter read again because something has changed. What is being read for the first time was asked for
 * before the change, and may not hold it: TanStack Query lets that request go on instead of asking again, so that is
 * read once more when it is there.
 */
export function readAgain(queryClient: QueryClient, filter: QueryFilters = {}): void {
  const begun = queryClient
    .getQueryCache()
    .findAll({ ...filter, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  void queryClient.invalidateQueries(filter);
  for (const { promise, queryKey } of begun) {
    const once = () => void queryClient.invalidateQueries({ queryKey, exact: true });
    promise?.then(once, once);
  }
}

import type { QueryClient, QueryFilters } from "@tanstack/react-query";

/**
 * Refetches the queries that match a filter because something has changed. TanStack Query does not restart a first load
 * that is running, although its request precedes the change: that query is refetched after it has loaded.
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

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type ListFilter, NO_FILTER } from "@/app/_contacts/navigate";
import { allContacts } from "@/app/_contacts/queries";
import { useFoundContacts } from "@/app/_contacts/use-found-contacts";
import { useTRPC } from "@/app/_lib/trpc";
import type { FoundContact } from "@/server/contract/search/search";

/** The most results of a search. */
const FOUND_MAX = 50;

/** Which contacts are listed: those that match a query, or without one those of the filter. */
export type ContactFilter = ListFilter & { query: string };
export const ALL_CONTACTS: ContactFilter = { ...NO_FILTER, query: "" };

/** The loaded contacts, newest first; with a query the best matches. */
export function useContactList({ query, ...filter }: ContactFilter) {
  const trpc = useTRPC();
  const all = useInfiniteQuery(allContacts(trpc, filter));
  const { isSearch, ...found } = useFoundContacts(query, FOUND_MAX);
  const rows = useMemo(
    (): FoundContact[] =>
      isSearch
        ? (found.data?.contacts ?? [])
        : (all.data?.pages ?? [])
            .flatMap((page) => page.data)
            .map((contact) => ({ contact, name: { text: contact.name, at: [] }, detail: null })),
    [isSearch, found.data, all.data],
  );
  const onEnd = () => {
    if (!isSearch && all.hasNextPage && !all.isFetching) void all.fetchNextPage();
  };
  const { isPending, error, refetch } = isSearch ? found : all;
  return { rows, isSearch, isCut: isSearch && rows.length === FOUND_MAX, isPending, error, refetch, onEnd };
}

export type ContactList = ReturnType<typeof useContactList>;

"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useInboxes } from "@/app/_shared/use-inbox";
import { useMembers } from "@/app/_shared/use-members";
import { type Names, withOperators } from "./operators";
import { readSearch, type SearchState } from "./search-state";

/** The search in the URL, with the operators in its words as filters, and what operators may name. */
export function useSearch(): { search: SearchState; names: Names } {
  const params = useSearchParams();
  const inboxes = useInboxes();
  const { members } = useMembers();
  return useMemo(() => {
    const names = { inboxes, members };
    return { search: withOperators(readSearch(params), names), names };
  }, [params, inboxes, members]);
}

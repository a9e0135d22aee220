import { idOf } from "@/app/_shell/view/group-text";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { dayOf, midnight } from "@/server/contract/conversation/day-range";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import type { SearchFilter } from "@/server/contract/search/search";

/** A search: all of it is in the URL, so that a result is a link. Days are of the reader's calendar: 2026-01-31. */
export type SearchState = Omit<SearchFilter, "from" | "before"> & {
  words: string;
  from: string | null;
  /** The last day. */
  to: string | null;
};
export type SearchFilters = Omit<SearchState, "words">;

const { before: _, ...NO_CONDITIONS } = NO_SEARCH_FILTER;
export const NO_FILTERS: SearchFilters = { ...NO_CONDITIONS, from: null, to: null };

/** How the URL and the operator `assignee:` name conversations without an assignee. */
export const NOBODY = "none";
const ME = "me";

/** Parses the search in a query string; an invalid value is left out. */
export function readSearch(params: { get(name: string): string | null }): SearchState {
  const assignee = params.get("assignee");
  const status = params.get("status");
  return {
    words: params.get("q") ?? "",
    status: CONVERSATION_STATUSES.find((known) => known === status) ?? null,
    inboxId: idOf(params.get("inbox")),
    assignee: assignee === ME ? "me" : assignee === NOBODY ? "unassigned" : "any",
    assigneeId: idOf(assignee),
    contactId: idOf(params.get("contact")),
    label: params.get("label") || null,
    from: dayOf(params.get("from")),
    to: dayOf(params.get("to")),
    hasFiles: params.get("has") === "file",
  };
}

/** The URL of a search. */
export function hrefOfSearch(search: Partial<SearchState>): string {
  const { words, status, inboxId, assignee, assigneeId, contactId, label, from, to, hasFiles } = search;
  const values = {
    q: words?.trim(),
    status,
    inbox: inboxId,
    assignee: assigneeId ?? { me: ME, unassigned: NOBODY, any: null }[assignee ?? "any"],
    contact: contactId,
    label,
    from,
    to,
    has: hasFiles ? "file" : null,
  };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) params.set(name, String(value));
  const query = params.toString();
  return query === "" ? "/search" : `/search?${query}`;
}

export const hasFilters = (search: SearchFilters): boolean =>
  Object.entries(NO_FILTERS).some(([name, none]) => search[name as keyof SearchFilters] !== none);

/** The server's filter: days begin and end at midnight of the reader's time zone. */
export function filterOfSearch({ words, from, to, ...filter }: SearchState): SearchFilter {
  return {
    ...filter,
    from: from === null ? null : midnight(from, 0),
    before: to === null ? null : midnight(to, 1),
  };
}

/** Shows another search without requesting a page from the server. */
export const goToSearch = (search: SearchState): void => history.pushState(null, "", hrefOfSearch(search));

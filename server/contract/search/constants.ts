import type { SearchFilter } from "./search";

/** The longest search query, in characters. */
export const QUERY_CHARS_MAX = 200;

/** A filter that all conversations pass. */
export const NO_SEARCH_FILTER: SearchFilter = {
  status: null,
  inboxId: null,
  assignee: "any",
  assigneeId: null,
  contactId: null,
  label: null,
  from: null,
  before: null,
  hasFiles: false,
};

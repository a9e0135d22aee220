import type { Caller } from "@/server/contract/_shared/caller";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import type { SearchDto, SearchKind } from "@/server/contract/search/search";
import type { SearchFilter } from "@/server/contract/search/search-results";
import { termsOf } from "@/server/domain/search/search-text";
import type { Database } from "@/server/store/_postgres/db";
import { searchContacts } from "./search-contacts";
import { findFiltered, isFiltered } from "./search-filter";
import { searchMessages } from "./search-messages";

/** `kind`: only this group; the others stay empty. `filter`: of conversations and messages; then no contacts. `limit`: of each group. */
export type Search = { query: string; kind?: SearchKind | null; filter?: SearchFilter; limit: number };

/**
 * Contacts, conversations and messages with every word of the query, in any case and accent. Words match by three letters
 * in sequence or by their first two, Chinese by one. Conversations and messages only of the caller's inboxes. Text
 * written in the last second may be missing.
 */
export async function search(
  database: Database,
  caller: Caller,
  { query, kind = null, filter = NO_SEARCH_FILTER, limit }: Search,
): Promise<SearchDto> {
  const terms = termsOf(query);
  const wants = (group: SearchKind) => terms.length > 0 && (kind === null || kind === group);
  const contacts =
    wants("contact") || wants("conversation") ? searchContacts(database, caller, { terms, limit }) : null;
  const [found, conversations, messages] = await Promise.all([
    contacts ?? [],
    wants("conversation")
      ? findFiltered(database, caller, { query, terms, filter, limit }, contacts ?? Promise.resolve([]))
      : [],
    wants("message") ? searchMessages(database, caller, { terms, filter, limit }) : [],
  ]);
  return { contacts: wants("contact") && !isFiltered(filter) ? found : [], conversations, messages };
}

import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import type {
  FoundMessage,
  SearchFilter,
  SearchResult,
  SearchResultsDto,
} from "@/server/contract/search/search";
import { markTerms } from "@/server/domain/search/search-match";
import { termsOf } from "@/server/domain/search/search-text";
import { positionOf } from "@/server/queries/_shared/page";
import { placeOf } from "@/server/queries/conversations/_list/sorts";
import {
  type ConversationWithContact,
  findConversations,
} from "@/server/queries/conversations/get-conversation";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import type { Database } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { conversationsOf, findFiltered, isFiltered, keepWithFiles } from "./search";
import { searchContacts } from "./search-contacts";
import { pageMessages } from "./search-messages";

export type SearchResults = {
  query: string;
  filter: SearchFilter;
  cursor?: string | null;
  limit: number;
};

type Words = Omit<SearchResults, "cursor"> & { terms: readonly string[] };

/** The most contacts, and conversations found by number, label or contact, on the first page. */
const FIRST_MAX = 6;
/** Without words, the conversations read for one page that may have files: pages and rows of each. */
const READ_PAGES = 10;
const READ_ROWS = 50;

/**
 * The conversations with every word of the query that pass the filter, keyset-paged: on the first page also contacts, where
 * nothing is filtered, and conversations found by number, label or contact; then one line per conversation with a matching
 * message, newest first. Without words, the conversations that pass the filter by last activity; without either, none.
 */
export function searchResults(
  database: Database,
  caller: Caller,
  { cursor, ...wanted }: SearchResults,
): Promise<SearchResultsDto> {
  const terms = termsOf(wanted.query);
  const db = atReplica(database);
  if (terms.length > 0) return findByWords(db, caller, { ...wanted, terms }, cursor);
  if (!isFiltered(wanted.filter))
    return Promise.resolve({ contacts: [], conversations: [], nextCursor: null });
  return listByFilter(db, caller, wanted, cursor);
}

async function findByWords(
  database: Database,
  caller: Caller,
  { query, terms, filter, limit }: Words,
  cursor: string | null | undefined,
): Promise<SearchResultsDto> {
  const [bucketId, id] = positionOf(cursor, ["number", "number"]) ?? [null, null];
  const after = bucketId === null ? null : { bucketId: Number(bucketId), id: Number(id) };
  const contacts = after ? null : searchContacts(database, caller, { terms, limit: FIRST_MAX });
  const [found, first, page] = await Promise.all([
    contacts ?? [],
    contacts ? findFiltered(database, caller, { query, terms, filter, limit: FIRST_MAX }, contacts) : [],
    pageMessages(database, caller, { terms, filter, after, limit: limit + 1 }),
  ]);
  const shown = page.matched.slice(0, limit);
  const end = page.matched.length > limit ? shown.at(-1)?.at : page.end;
  const messages = new Map(shown.map(({ found: message }) => [message.message.conversationId, message]));
  const known = new Set(first.map(({ conversation }) => conversation.id));
  const others = [...messages.keys()].filter((conversationId) => !known.has(conversationId));
  const rows = [...first, ...(await findConversations(database, caller, others))];
  return {
    contacts: isFiltered(filter) ? [] : found,
    conversations: rows.map((row) => toResult(row, terms, messages.get(row.conversation.id))),
    nextCursor: end ? formatPosition([end.bucketId, end.id]) : null,
  };
}

async function listByFilter(
  database: Database,
  caller: Caller,
  { filter, limit }: Omit<SearchResults, "cursor">,
  from: string | null | undefined,
): Promise<SearchResultsDto> {
  const kept: ConversationWithContact[] = [];
  const size = filter.hasFiles ? READ_ROWS : limit;
  let cursor = from ?? null;
  for (let pages = 0; pages < READ_PAGES && kept.length < limit; pages++) {
    const page = await listConversations(database, caller, {
      ...conversationsOf(filter),
      cursor,
      limit: size,
    });
    kept.push(...(filter.hasFiles ? await keepWithFiles(database, caller, page.data) : page.data));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  const shown = kept.slice(0, limit);
  const last = shown.at(-1)?.conversation;
  const nextCursor = kept.length > limit && last ? formatPosition(placeOf({}, last)) : cursor;
  return { contacts: [], conversations: shown.map((row) => toResult(row, [])), nextCursor };
}

function toResult(
  { conversation, contact }: ConversationWithContact,
  terms: readonly string[],
  found?: FoundMessage,
): SearchResult {
  const plain = { text: contact.name, at: [] };
  return {
    conversation,
    contact,
    contactName: terms.length === 0 ? plain : (markTerms(contact.name, terms) ?? plain),
    message: found ? { ...found.message, snippet: found.snippet } : null,
  };
}

import type { Caller } from "@/server/contract/_shared/caller";
import { ANY_VIEW, isInView } from "@/server/contract/conversation/view";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import type {
  FoundContact,
  FoundConversation,
  SearchDto,
  SearchFilter,
  SearchKind,
} from "@/server/contract/search/search";
import { termsOf } from "@/server/domain/search/search-text";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { searchContacts } from "./search-contacts";
import { searchConversations } from "./search-conversations";
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
  const db = atReplica(database);
  const contacts =
    wants("contact") || wants("conversation") ? searchContacts(db, caller, { terms, limit }) : null;
  const [found, conversations, messages] = await Promise.all([
    contacts ?? [],
    wants("conversation")
      ? findFiltered(db, caller, { query, terms, filter, limit }, contacts ?? Promise.resolve([]))
      : [],
    wants("message") ? searchMessages(db, caller, { terms, filter, limit }) : [],
  ]);
  return { contacts: wants("contact") && !isFiltered(filter) ? found : [], conversations, messages };
}

type FilteredSearch = {
  query: string;
  terms: readonly string[];
  filter: SearchFilter;
  limit: number;
};

/** The conversations of a contact or label that are read for those with files. */
const READ_FOR_FILES = 50;

/** Those found by number, label, contact or subject that pass the filter. */
export function findFiltered(
  database: Database,
  caller: Caller,
  { query, terms, filter, limit }: FilteredSearch,
  contacts: Promise<readonly FoundContact[]>,
): Promise<FoundConversation[]> {
  return searchConversations(database, caller, {
    query,
    terms,
    limit,
    contacts,
    filter: conversationsOf(filter),
    read: filter.hasFiles ? READ_FOR_FILES : 0,
    async keep(rows) {
      const passing = rows.filter(({ conversation }) => passes(conversation, filter, caller.userId));
      return filter.hasFiles ? keepWithFiles(database, caller, passing) : passing;
    },
  });
}

/** Those of which a message has files. Index: message_with_files. */
export async function keepWithFiles<R extends ConversationWithContact>(
  db: Db,
  { accountId }: Caller,
  rows: readonly R[],
): Promise<R[]> {
  const found = await db.query<{ id: number }>(
    // With a limit the index is read once per conversation; a semi-join may read all of the account's files.
    `select c.id from unnest($2::bigint[]) as c (id) cross join lateral (
       select 1 from message m
        where m.account_id = $1 and m.conversation_id = c.id and m.attachments is not null limit 1) as f`,
    [accountId, rows.map(({ conversation }) => conversation.id)],
  );
  const ids = new Set(found.map(({ id }) => id));
  return rows.filter(({ conversation }) => ids.has(conversation.id));
}

/** The filter of a list of conversations; files are not part of it. */
export const conversationsOf = ({ from, before, hasFiles, ...filter }: SearchFilter): ConversationFilter => ({
  ...filter,
  activeFrom: from,
  activeBefore: before,
});

function passes(
  conversation: ConversationWithContact["conversation"],
  { contactId, from, before, hasFiles, ...view }: SearchFilter,
  userId: number | null,
): boolean {
  const at = new Date(conversation.lastActivityAt);
  if (contactId !== null && conversation.contactId !== contactId) return false;
  if ((from && at < from) || (before && at >= before)) return false;
  return isInView(conversation, { ...ANY_VIEW, ...view }, userId);
}

export const isFiltered = ({ assignee, hasFiles, ...values }: SearchFilter): boolean =>
  assignee !== "any" || hasFiles || Object.values(values).some((value) => value !== null);

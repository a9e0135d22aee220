import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { FoundContact, FoundConversation } from "@/server/contract/search/search";
import { markTerms } from "@/server/domain/search/search-match";
import { gramOfInbox } from "@/server/domain/search/search-text";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import { type ConversationFilter, sourceOf } from "@/server/queries/conversations/list-source";
import type { Database } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import { searchEntries } from "./search-pages";

type SearchConversations = {
  query: string;
  terms: readonly string[];
  limit: number;
  contacts: Promise<readonly FoundContact[]>;
} & Wanted;

/** Which conversations are wanted, as far as they are read: before any is left out because there are too many. */
type Wanted = {
  /** What those found by contact or label must be. */
  filter: ConversationFilter;
  /** Those of the found ones that are wanted. */
  keep: (rows: ConversationWithContact[]) => Promise<ConversationWithContact[]>;
  /** So many of a contact or label are read, to find those that are kept; 0: as many as are listed. */
  read: number;
};

/** The maximum of matching contacts whose conversations are included. */
const CONTACTS_MAX = 5;

/** The conversation with that number, those with a label of that name, the newest of each matching contact, those with the subject. */
export async function searchConversations(
  database: Database,
  caller: Caller,
  { query, terms, limit, contacts, ...wanted }: SearchConversations,
): Promise<FoundConversation[]> {
  const labelled = [{ labels: [query.trim().toLowerCase()] }]; // beside the filter's own label
  const [byNumber, byLabel, byContact, bySubject] = await Promise.all([
    ofNumber(database, caller, query).then(wanted.keep),
    newest(
      database,
      caller,
      { ...wanted, filter: { ...wanted.filter, anyOf: labelled } },
      Math.ceil(limit / 2),
    ),
    contacts.then((found) => ofContacts(database, caller, { contacts: found, limit, ...wanted })),
    ofSubject(database, caller, { terms, limit, keep: wanted.keep }),
  ]);
  const name = ({ contact }: ConversationWithContact) =>
    markTerms(contact.name, terms) ?? { text: contact.name, at: [] };
  const all = [
    ...byNumber.map((row) => ({ ...row, by: "number" as const, contactName: name(row) })),
    ...byLabel.map((row) => ({ ...row, by: "label" as const, contactName: name(row) })),
    ...byContact.map((row) => ({ ...row, by: "contact" as const, contactName: name(row) })),
    ...bySubject.map((row) => ({ ...row, by: "subject" as const, contactName: name(row) })),
  ];
  return [...new Map(all.toReversed().map((row) => [row.conversation.id, row])).values()]
    .toReversed()
    .slice(0, limit);
}

async function ofNumber(
  database: Database,
  caller: Caller,
  query: string,
): Promise<ConversationWithContact[]> {
  const number = Number(/^#?(\d{1,15})$/.exec(query.trim())?.[1] ?? 0);
  if (number === 0) return [];
  return selectConversations(
    database,
    caller.accountId,
    "c.display_id = $2 and c.lifecycle = 'live' and ($3::bigint[] is null or c.inbox_id = any($3::bigint[]))",
    [number, caller.inboxIds === "all" ? null : caller.inboxIds],
  );
}

/** The newest live conversations of the caller's inboxes that are wanted and whose subject has all terms. */
function ofSubject(
  database: Database,
  caller: Caller,
  { terms, limit, keep }: Pick<SearchConversations, "terms" | "limit" | "keep">,
): Promise<ConversationWithContact[]> {
  const { accountId, inboxIds } = caller;
  const order = "order by array_position($2::bigint[], c.id)";
  return searchEntries(database, {
    accountId,
    kind: "conversation",
    anyOf: inboxIds === "all" ? null : inboxIds.map(gramOfInbox),
    terms,
    limit,
    read: async (ids) =>
      keep(
        await selectConversations(
          database,
          accountId,
          `c.id = any($2::bigint[]) and c.lifecycle = 'live' ${order}`,
          [ids],
        ),
      ),
    idOf: ({ conversation }) => conversation.id,
    charsOf: ({ conversation: { subject = "" } }) => subject.length,
    match: (row) =>
      maySee(caller, row.conversation) && markTerms(row.conversation.subject ?? "", terms) ? row : null,
  });
}

/** The newest live conversations that are wanted; runs as in any list. */
async function newest(
  database: Database,
  caller: Caller,
  { filter, keep, read }: Wanted,
  limit: number,
): Promise<ConversationWithContact[]> {
  const { sql, values } = sourceOf(caller, filter, { limit: Math.max(limit, read) });
  const [, ...parameters] = values; // $1, the account, is added by the statement
  const where = `c.id = any (array(select page.id from ${sql} as page)) order by c.last_activity_at desc, c.id desc`;
  const found = await selectConversations(database, caller.accountId, where, parameters);
  return (await keep(found)).slice(0, limit);
}

type OfContacts = { contacts: readonly FoundContact[]; limit: number } & Wanted;

async function ofContacts(
  database: Database,
  caller: Caller,
  { contacts, limit, ...wanted }: OfContacts,
): Promise<ConversationWithContact[]> {
  const { contactId = null } = wanted.filter;
  const first = contacts
    .filter(({ contact }) => contactId === null || contact.id === contactId)
    .slice(0, CONTACTS_MAX);
  const each = Math.max(1, Math.ceil(limit / Math.max(1, first.length)));
  const rows = await Promise.all(
    first.map(({ contact }) => {
      const filter = { ...wanted.filter, contactId: contact.id };
      return newest(database, caller, { ...wanted, filter }, each);
    }),
  );
  return rows.flat();
}

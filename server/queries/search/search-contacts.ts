import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { FoundContact } from "@/server/contract/search/search";
import { beginsWord, markTerms } from "@/server/domain/search/search-match";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { findReached } from "@/server/store/contacts/contact-scope";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "@/server/store/contacts/contacts";
import type { SearchPosition } from "@/server/store/search/search-index";
import { searchEntries, searchEntryPage } from "./search-pages";

/** The minimum of matches to read, to find the best of them. */
const READ_MIN = 50;

/** Contacts that the caller reaches and that have all terms in their name, email, phone and identifier; names that begin with one first. */
export async function searchContacts(
  db: Db,
  caller: Caller,
  { terms, limit }: { terms: readonly string[]; limit: number },
): Promise<FoundContact[]> {
  const wanted = { terms, after: null, limit: Math.max(limit, READ_MIN) };
  const found = await searchEntries(db, ofContacts(db, caller, wanted));
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit);
}

/**
 * Contacts with all terms, page by page in the order of the index; `last`: the page's end, null on the last page. A page may be short,
 * even empty, and have a next one, when the server compared as many as it may.
 */
export async function pageContacts(
  db: Db,
  caller: Caller,
  { terms, after, limit }: { terms: readonly string[]; after: SearchPosition | null; limit: number },
): Promise<{ contacts: ContactDto[]; last: SearchPosition | null }> {
  const { matched, end } = await searchEntryPage(
    db,
    ofContacts(db, caller, { terms, after, limit: limit + 1 }),
  );
  const shown = matched.slice(0, limit);
  const last = matched.length > limit ? shown.at(-1)?.at : end;
  return { contacts: shown.map(({ found }) => found.contact), last: last ?? null };
}

type MatchQuery = { terms: readonly string[]; after: SearchPosition | null; limit: number };

/** How contacts are searched. */
const ofContacts = (db: Db, caller: Caller, { terms, after, limit }: MatchQuery) => ({
  accountId: caller.accountId,
  kind: "contact" as const,
  anyOf: null,
  after,
  terms,
  limit,
  read: (ids: readonly number[]) => readContacts(db, caller, ids),
  idOf: ({ contact }: Called) => contact.id,
  charsOf: ({ contact, alsoCalled }: Called) => textsOf(contact, alsoCalled).join("").length,
  match: (called: Called) => matchContact(called, terms),
});

/** A contact, and the names of the contacts that were merged into it. */
type Called = { contact: ContactDto; alsoCalled: readonly string[] };

/** The merged contacts whose names are compared, the last ones. */
const MERGED_READ = 200;

const rank = ({ name, contact }: FoundContact): number => {
  if (name.at.length === 0) return contact.isBlocked ? 4 : 3;
  return name.at[0] === 0 ? 0 : beginsWord(name) ? 1 : 2;
};

/** Those that the caller reaches, in the order of the ids. Indexes: contact_pkey, contact_merged. */
async function readContacts(db: Db, caller: Caller, ids: readonly number[]): Promise<Called[]> {
  const reached = await findReached(db, caller, ids);
  const rows = await db.query<ContactRow & { alsoCalled: string[] }>(
    `select ${select(CONTACT_COLUMNS, "t")}, array(
              select also.called from (
                select * from contact where account_id = $1 and merged_into_id = t.id order by id desc limit ${MERGED_READ}) a
               cross join unnest(array[a.name, a.email, a.phone, a.identifier]) also (called)
               where also.called is not null) as "alsoCalled"
       from contact t where t.account_id = $1 and t.id = any($2::bigint[]) and t.merged_into_id is null and t.erased_at is null
      order by array_position($2::bigint[], t.id)`,
    [caller.accountId, ids.filter((id) => reached.has(id))],
  );
  return rows.map(({ alsoCalled, ...row }) => ({ contact: toContactDto(row), alsoCalled }));
}

/** The contact if each term is in one of its fields. */
function matchContact({ contact, alsoCalled }: Called, terms: readonly string[]): FoundContact | null {
  const { name } = contact;
  const has = (text: string | null) => terms.filter((term) => text !== null && markTerms(text, [term]));
  const fields = textsOf(contact, alsoCalled).map((text) => ({ text, terms: has(text) }));
  if (terms.some((term) => !fields.some((field) => field.terms.includes(term)))) return null;
  const detail = fields.slice(1).find((field) => field.terms.length > 0);
  return {
    contact,
    name: markTerms(name, has(name)) ?? { text: name, at: [] },
    detail: detail?.text ? markTerms(detail.text, detail.terms) : null,
  };
}

const textsOf = ({ name, email, phone, identifier }: ContactDto, alsoCalled: readonly string[]) => [
  name,
  email,
  phone,
  identifier,
  ...alsoCalled,
];

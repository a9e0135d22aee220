import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import { termsOf } from "@/server/domain/search/search-text";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { pageContacts } from "@/server/queries/search/search-contacts";
import type { Database, Db } from "@/server/store/_postgres/db";
import { type Sql, statement } from "@/server/store/_postgres/statement";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { select } from "@/server/store/_rows/columns";
import { findReached, isInScope, valuesOfScope } from "@/server/store/contacts/contact-scope";
import {
  CONTACT_COLUMNS,
  type ContactRow,
  findContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import { listMergedInto } from "@/server/store/contacts/merged-contacts";

/**
 * `query`: words that a contact must have, as the search matches them; or `label`, which it must have; or `companyId`, to which it
 * belongs. Not several.
 */
export type ListContacts = {
  query?: string | null;
  label?: string | null;
  companyId?: number | null;
  cursor?: string | null;
  limit: number;
};

type Part = { contacts: ContactDto[]; next: (string | number)[] | null };

/**
 * Contacts that the caller reaches, newest first, all or those with a label or of a company; keyset on id. With a query those that the search finds, the last indexed first;
 * keyset on their position in the search index.
 */
export function listContacts(
  database: Database,
  caller: Caller,
  input: ListContacts,
): Promise<Page<ContactDto>> {
  const readPart = input.query
    ? partFound(caller, input.query, input)
    : input.label
      ? partLabelled(caller, input.label, input)
      : input.companyId
        ? partOfCompany(caller, input.companyId, input)
        : partOfAll(caller, input);
  return atReplica(database).snapshot(async (db) => {
    const { contacts, next } = await readPart(db);
    return {
      data: contacts,
      nextCursor: next && formatPosition(next),
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

type Where = Pick<ListContacts, "cursor" | "limit">;

function partOfAll(caller: Caller, { cursor, limit }: Where): (db: Db) => Promise<Part> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  return async (db) => {
    const given = [caller.accountId, before ?? MAX_ID, limit + 1];
    return partOf(await narrowed(db, caller, { all: PAGE, some: PAGE_IN_SCOPE, given }), limit);
  };
}

/** The label as it is stored: in lower case. Index: contact_label_pkey. */
function partLabelled(caller: Caller, label: string, { cursor, limit }: Where): (db: Db) => Promise<Part> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  const stored = label.trim().toLowerCase();
  return async (db) => {
    const given = [caller.accountId, stored, before ?? MAX_ID, limit + 1];
    return partOf(await narrowed(db, caller, { all: LABELLED, some: LABELLED_IN_SCOPE, given }), limit);
  };
}

/** Index: contact_company. */
function partOfCompany(
  caller: Caller,
  companyId: number,
  { cursor, limit }: Where,
): (db: Db) => Promise<Part> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  return async (db) => {
    const given = [caller.accountId, companyId, before ?? MAX_ID, limit + 1];
    return partOf(await narrowed(db, caller, { all: OF_COMPANY, some: OF_COMPANY_IN_SCOPE, given }), limit);
  };
}

type Statements = Record<"all" | "some", Sql> & { given: unknown[] };

/** `some`: the statement for a caller who reaches some contacts, with the scope's parameters after the others. */
const narrowed = (
  db: Db,
  { contactScope }: Caller,
  { all, some, given }: Statements,
): Promise<ContactRow[]> =>
  contactScope ? db.query(some, [...given, ...valuesOfScope(contactScope)]) : db.query(all, given);

function partOf(rows: readonly ContactRow[], limit: number): Part {
  const contacts = rows.slice(0, limit).map(toContactDto);
  const last = contacts.at(-1);
  return { contacts, next: rows.length > limit && last ? [last.id] : null };
}

const MAX_ID = Number.MAX_SAFE_INTEGER;

const PAGE = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and id < $2 and merged_into_id is null and erased_at is null
    order by id desc limit $3`,
);

/** Of each inbox the newest, in order of its index: a page reads no more of an inbox than it shows. */
const PAGE_IN_SCOPE = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and merged_into_id is null and erased_at is null and id = any(array(
      select id from (
        select part.id from unnest($4::bigint[]) as i (id) cross join lateral (
          select distinct l.contact_id as id from contact_inbox l
           where l.account_id = $1 and l.inbox_id = i.id and l.contact_id < $2
           order by l.contact_id desc limit $3) as part
         union
        (select id from contact
          where account_id = $1 and created_by_token_id = $5 and id < $2 and merged_into_id is null and erased_at is null
          order by id desc limit $3)) as reached
       order by id desc limit $3))
    order by id desc`,
);

const LABELLED = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and merged_into_id is null and erased_at is null and id = any(array(
      select contact_id from contact_label where account_id = $1 and label = $2 and contact_id < $3
       order by contact_id desc limit $4))
    order by id desc`,
);

const LABELLED_IN_SCOPE = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and id = any(array(
      select l.contact_id from contact_label l
       where l.account_id = $1 and l.label = $2 and l.contact_id < $3
         and (select c.merged_into_id is null and c.erased_at is null and ${isInScope("c", { inboxIds: "$5", tokenId: "$6" })}
                from contact c where c.account_id = $1 and c.id = l.contact_id)
       order by l.contact_id desc limit $4))
    order by id desc`,
);

const OF_COMPANY = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and company_id = $2 and id < $3 and merged_into_id is null and erased_at is null
    order by id desc limit $4`,
);

const OF_COMPANY_IN_SCOPE = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and company_id = $2 and id < $3 and merged_into_id is null and erased_at is null
      and ${isInScope("contact", { inboxIds: "$5", tokenId: "$6" })}
    order by id desc limit $4`,
);

function partFound(caller: Caller, query: string, { cursor, limit }: Where): (db: Db) => Promise<Part> {
  const [bucketId, id] = positionOf(cursor, ["number", "number"]) ?? [null, null];
  const after = bucketId === null ? null : { bucketId: Number(bucketId), id: Number(id) };
  return async (db) => {
    const { contacts, last } = await pageContacts(db, caller, { terms: termsOf(query), after, limit });
    return { contacts, next: last && [last.bucketId, last.id] };
  };
}

/** One contact that the caller reaches; a merged contact leads to the one that it was merged into. */
export async function getContact(db: Db, caller: Caller, contactId: number): Promise<ContactDto> {
  const contact = await findContact(atReplica(db), caller.accountId, contactId);
  if (!contact || !(await findReached(db, caller, [contact.id])).has(contact.id))
    throw new Refusal("contact.not_found");
  return contact;
}

/** The last 20 contacts that were merged into a contact. */
export async function listMerged(db: Db, caller: Caller, contactId: number): Promise<ContactDto[]> {
  const { id } = await getContact(db, caller, contactId);
  return listMergedInto(db, { accountId: caller.accountId, contactId: id, limit: 20 });
}

import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { type Db, one } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { select } from "@/server/store/_rows/columns";
import { idsInScope, valuesOfScope } from "@/server/store/contacts/contact-scope";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "@/server/store/contacts/contacts";

/**
 * `query` matches a part of name, email or phone in any case, or a part of the identifier as written; `labels`: any of
 * them; or `ids`: only these.
 */
export type ContactsFilter = {
  query?: string | null;
  onlyIdentified?: boolean;
  labels?: readonly string[] | undefined;
  ids?: readonly number[];
};
export type ContactsPage = { contacts: ContactDto[]; hasMore: boolean };

/**
 * One numbered page of the contacts that the caller reaches, by time of creation. For dialects that page by number: reads past all
 * earlier rows, so it refuses more than `PAGED_ROWS_MAX` of them.
 */
export async function listContactsPage(
  db: Db,
  caller: Reach,
  { page, size, oldestFirst = false, ...filter }: ContactsFilter & NumberedPage & { oldestFirst?: boolean },
): Promise<ContactsPage> {
  const skipped = (page - 1) * size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  const rows = await atReplica(db).query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact
      where account_id = $1 and id = any(array(${matchingBy(caller, filter)}))
      order by id ${oldestFirst ? "asc" : "desc"}`,
    [caller.accountId, ...valuesOf(caller, filter), oldestFirst, size + 1, skipped],
  );
  return { contacts: rows.slice(0, size).map(toContactDto), hasMore: rows.length > size };
}

/** The newest activity of a contact's conversations in the inboxes `$13`; null: in all. Index: conversation_by_contact. */
const LAST_ACTIVITY = `(select max(v.last_activity_at) from conversation v
  where v.account_id = $1 and v.contact_id = contact.id and v.lifecycle = 'live'
    and ($13::bigint[] is null or v.inbox_id = any($13::bigint[])))`;

/** Orders without an index. Contacts without the value are last. */
const ORDERS = {
  name: "lower(name)",
  email: "lower(email)",
  phone: "phone",
  lastActivity: LAST_ACTIVITY,
  company: "lower(additional_attributes ->> 'company_name')",
  city: "lower(additional_attributes ->> 'city')",
  country: "lower(additional_attributes ->> 'country')",
} as const;
export type ContactOrder = keyof typeof ORDERS;

/**
 * The same in another order; the last activity is that in the caller's inboxes. Sorts all matching contacts, so it refuses
 * more than `PAGED_ROWS_MAX` of them: only their times of creation have an index.
 */
export async function listContactsBy(
  db: Db,
  caller: Reach & Pick<Caller, "inboxIds">,
  { by, isDescending, page, size, ...filter }: ContactsFilter & SortedPage,
): Promise<ContactsPage> {
  if ((await countContacts(db, caller, filter)) > PAGED_ROWS_MAX) {
    const detail = `of more than ${PAGED_ROWS_MAX} contacts must be the time of creation; narrow the list down`;
    throw new Refusal("input.invalid", { field: "sort", detail });
  }
  const direction = isDescending ? "desc" : "asc";
  const { accountId, inboxIds } = caller;
  const inboxes = by === "lastActivity" ? [inboxIds === "all" ? null : inboxIds] : [];
  const rows = await atReplica(db).query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact
      where account_id = $1 and id = any(array(${matchingBy(caller, filter)}))
      order by ${ORDERS[by]} ${direction} nulls last, id ${direction} limit $11 offset $12`,
    [
      accountId,
      ...valuesOf(caller, filter),
      true,
      PAGED_ROWS_MAX,
      0,
      size + 1,
      (page - 1) * size,
      ...inboxes,
    ],
  );
  return { contacts: rows.slice(0, size).map(toContactDto), hasMore: rows.length > size };
}

type Reach = Pick<Caller, "accountId" | "contactScope">;
type NumberedPage = { page: number; size: number };
type SortedPage = NumberedPage & { by: ContactOrder; isDescending: boolean };

/** The number of matching contacts, up to `PAGED_ROWS_MAX` + 1. */
export async function countContacts(db: Db, caller: Reach, filter: ContactsFilter): Promise<number> {
  const { count } = one(
    await atReplica(db).query<{ count: number }>(
      `select count(*) as count from (${matchingBy(caller, filter)}) as matching`,
      [caller.accountId, ...valuesOf(caller, filter), true, PAGED_ROWS_MAX + 1, 0],
    ),
  );
  return count;
}

/** Refuses a numbered page beyond `PAGED_ROWS_MAX`. */
export const pageTooFar = (size: number): Refusal =>
  new Refusal("input.invalid", {
    field: "page",
    detail: `page must be at most ${Math.ceil(PAGED_ROWS_MAX / size)}; narrow the list down`,
  });

/**
 * The statement of the matching ids. $1: account, $2 to $7: `valuesOf`, $8: oldest first, $9: limit, $10: offset. Contacts
 * of all labels are found by the database's own function, which plans for each pattern.
 */
function matchingBy({ contactScope }: Reach, { labels, ids }: ContactsFilter): string {
  const reached = contactScope ? `id in (${idsInScope({ inboxIds: "$6", tokenId: "$7" })})` : NO_SCOPE;
  if (labels !== undefined)
    return among(
      `id in (select contact_id from contact_label where account_id = $1 and label = any($4::text[])) and ${reached}`,
    );
  if (ids !== undefined) return among(`id = any($5::bigint[]) and ${reached}`);
  return contactScope ? among(reached) : ANY;
}

const NO_SCOPE = "$6::bigint[] is null and $7::bigint is null";

const ANY = `select contact_ids_like($1, $2, $3, $8, $9, $10)
  where $4::text[] is null and $5::bigint[] is null and ${NO_SCOPE}`;

const among = (condition: string): string => `
  select id from contact where account_id = $1 and merged_into_id is null and erased_at is null and ${condition}
     and ($2::text is null or name ilike $2 or email ilike $2 or phone ilike $2 or identifier like $2)
     and ($3 is not true or email is not null or phone is not null or identifier is not null)
     and ($4::text[] is null or $5::bigint[] is null)
   order by case when $8 then id else -id end limit $9 offset $10`;

function valuesOf({ contactScope }: Reach, { query, onlyIdentified, labels, ids }: ContactsFilter) {
  const pattern = query ? `%${query.replace(/[\\%_]/g, "\\$&")}%` : null;
  return [pattern, onlyIdentified ?? false, labels ?? null, ids ?? null, ...valuesOfScope(contactScope)];
}

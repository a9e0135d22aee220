import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { type Db, one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "@/server/store/contacts/contacts";

/** `query` matches a part of name, e-mail or phone in any case, or a part of the identifier as written. */
export type ContactsFilter = { query?: string | null; onlyIdentified?: boolean };
export type ContactsPage = { contacts: ContactDto[]; hasMore: boolean };

/**
 * One numbered page of the account's contacts, by time of creation. For dialects that page by number: reads past all
 * earlier rows, so it refuses more than `PAGED_ROWS_MAX` of them.
 */
export async function listContactsPage(
  db: Db,
  accountId: number,
  input: ContactsFilter & { page: number; size: number; oldestFirst?: boolean },
): Promise<ContactsPage> {
  const skipped = (input.page - 1) * input.size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(input.size);
  const rows = await db.query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact
      where account_id = $1 and id = any(array(select contact_ids_like($1, $2, $3, $4, $5, $6)))
      order by id ${input.oldestFirst ? "asc" : "desc"}`,
    [accountId, ...matchOf(input), input.oldestFirst ?? false, input.size + 1, skipped],
  );
  return { contacts: rows.slice(0, input.size).map(toContactDto), hasMore: rows.length > input.size };
}

/** Orders without an index. Contacts without the value are last. */
const ORDERS = { name: "lower(name)", email: "lower(email)", phone: "phone" } as const;
export type ContactOrder = keyof typeof ORDERS;
export const CONTACT_ORDERS: readonly ContactOrder[] = ["name", "email", "phone"];

/**
 * The same in another order. Sorts all matching contacts, so it refuses more than `PAGED_ROWS_MAX`
 * of them: only their times of creation have an index.
 */
export async function listContactsBy(
  db: Db,
  accountId: number,
  { by, isDescending, page, size, ...filter }: ContactsFilter & SortedPage,
): Promise<ContactsPage> {
  if ((await countContacts(db, accountId, filter)) > PAGED_ROWS_MAX) {
    const detail = `of more than ${PAGED_ROWS_MAX} contacts must be the time of creation; narrow the list down`;
    throw new Refusal("input.invalid", { field: "sort", detail });
  }
  const direction = isDescending ? "desc" : "asc";
  const rows = await db.query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact
      where account_id = $1
        and id = any(array(select contact_ids_like($1, $2, $3, true, ${PAGED_ROWS_MAX}, 0)))
      order by ${ORDERS[by]} ${direction} nulls last, id ${direction} limit $4 offset $5`,
    [accountId, ...matchOf(filter), size + 1, (page - 1) * size],
  );
  return { contacts: rows.slice(0, size).map(toContactDto), hasMore: rows.length > size };
}

type SortedPage = { by: ContactOrder; isDescending: boolean; page: number; size: number };

/** The number of matching contacts, up to `PAGED_ROWS_MAX` + 1. */
export async function countContacts(db: Db, accountId: number, filter: ContactsFilter): Promise<number> {
  const { count } = one(
    await db.query<{ count: number }>(
      "select count(*) as count from contact_ids_like($1, $2, $3, true, $4, 0)",
      [accountId, ...matchOf(filter), PAGED_ROWS_MAX + 1],
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

/** The pattern, and whether only identified contacts match: parameters of the database's `contact_ids_like`. */
function matchOf({ query, onlyIdentified }: ContactsFilter): [string | null, boolean] {
  return [query ? `%${query.replace(/[\\%_]/g, "\\$&")}%` : null, onlyIdentified ?? false];
}

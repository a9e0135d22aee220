import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { findMatches, type ReachedBy } from "@/server/store/contacts/contact-matches";
import {
  CONTACT_COLUMNS,
  type ContactRow,
  findContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import { pageTooFar } from "./list-contacts-page";

/**
 * The contact with this identifier, or else e-mail address, in any case, or else this phone; a merged contact leads to
 * the one it was merged into.
 */
export async function findContactBy(
  db: Db,
  { accountId }: Caller,
  {
    identifier = null,
    email = null,
    phone = null,
  }: { [Kind in "identifier" | "email" | "phone"]?: string | null | undefined },
): Promise<ContactDto | null> {
  const reached = { identifier, email, phone };
  const matched = await findMatches(db, accountId, [reached]);
  const [contactId] = matched(reached).contactIds;
  return contactId === undefined ? null : findContact(db, accountId, contactId);
}

/**
 * The contacts with these identifiers, e-mail addresses (in any case) or phones; the result says who each names. A merged
 * contact leads to the one that it was merged into. Two statements by index, whatever the number of names.
 */
export async function findContactsBy(
  db: Db,
  { accountId }: Caller,
  names: readonly ReachedBy[],
): Promise<(name: ReachedBy) => ContactDto[]> {
  const matched = await findMatches(db, accountId, names);
  const idsOf = (name: ReachedBy) => matched(name).contactIds;
  const ids = [...new Set(names.flatMap(idsOf))];
  const rows =
    ids.length === 0
      ? []
      : await db.query<ContactRow>(
          `select ${select(CONTACT_COLUMNS)} from contact
            where account_id = $1 and id = any($2::bigint[]) and erased_at is null`,
          [accountId, ids],
        );
  const byId = new Map(rows.map((row) => [row.id, toContactDto(row)]));
  return (name) => idsOf(name).flatMap((id) => byId.get(id) ?? []);
}

/** These filters and orders have no index, so all contacts of an account are read: refused for larger accounts. */
const SCANNED_MAX = 200_000;

const KEYS = {
  created_at: "created_at",
  updated_at: "updated_at",
  first_word: "lower(split_part(name, ' ', 1))",
  other_words: "lower(substr(name, length(split_part(name, ' ', 1)) + 2))",
} as const;

export type ContactsScan = {
  /** A part of name, e-mail or phone. */
  query?: string | null;
  updatedSince?: Date | undefined;
  order: { by: keyof typeof KEYS; direction: "asc" | "desc" };
  /** From 1. */
  page: number;
  size: number;
};

/**
 * A numbered page of contacts by a filter or an order that no index has, and how many there are, up to `PAGED_ROWS_MAX` + 1.
 * For dialects that page by number. Refuses accounts of more than 200,000 contacts.
 */
export function scanContacts(
  database: Database,
  { accountId }: Caller,
  { page, size, ...scan }: ContactsScan,
): Promise<{ data: ContactDto[]; total: number }> {
  const skipped = (page - 1) * size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  return database.snapshot(async (db) => {
    const found = await findIds(db, accountId, scan);
    const ids = found.slice(skipped, skipped + size);
    const rows = await db.query<ContactRow>(
      `select ${select(CONTACT_COLUMNS)} from contact where account_id = $1 and id = any($2::bigint[])`,
      [accountId, ids],
    );
    const byId = new Map(rows.map((row) => [row.id, toContactDto(row)]));
    return { data: ids.flatMap((id) => byId.get(id) ?? []), total: found.length };
  });
}

async function findIds(
  db: Db,
  accountId: number,
  { query, updatedSince, order: { by, direction } }: Omit<ContactsScan, "page" | "size">,
): Promise<number[]> {
  const pattern = query ? `%${query.replace(/[\\%_]/g, "\\$&")}%` : null;
  const matching = await db.query<{ id: number }>(
    "select id from contact_ids_like($1, $2, false, true, $3, 0) as id",
    [accountId, pattern, SCANNED_MAX + 1],
  );
  if (matching.length > SCANNED_MAX)
    throw new Refusal("input.invalid", {
      detail: `this filter or order is for at most ${SCANNED_MAX} contacts; read /v1/contacts`,
    });
  const rows = await db.query<{ id: number }>(
    `select id from contact
      where account_id = $1 and id = any($2::bigint[]) and ($3::timestamptz is null or updated_at >= $3)
      order by ${KEYS[by]} ${direction}, id ${direction} limit ${PAGED_ROWS_MAX + 1}`,
    [accountId, matching.map(({ id }) => id), updatedSince ?? null],
  );
  return rows.map(({ id }) => id);
}

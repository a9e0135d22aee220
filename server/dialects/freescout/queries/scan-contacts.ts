import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { pageTooFar } from "@/server/queries/contacts/list-contacts-page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { findReached } from "@/server/store/contacts/contact-scope";
import { readContacts, toContactDto } from "@/server/store/contacts/contacts";

/** These filters and orders have no index, so all contacts of an account are read: refused for larger accounts. */
const SCANNED_MAX = 200_000;

const KEYS = {
  created_at: "created_at",
  updated_at: "updated_at",
  first_word: "lower(split_part(name, ' ', 1))",
  other_words: "lower(substr(name, length(split_part(name, ' ', 1)) + 2))",
} as const;

export type ContactsScan = {
  /** A part of name, email or phone. */
  query?: string | null;
  updatedSince?: Date | undefined;
  order: { by: keyof typeof KEYS; direction: "asc" | "desc" };
  /** From 1. */
  page: number;
  size: number;
};

/**
 * A numbered page of the contacts that the caller reaches, by a filter or an order that no index has, and how many there are, up to `PAGED_ROWS_MAX` + 1.
 * For dialects that page by number. Refuses accounts of more than 200,000 contacts.
 */
export function scanContacts(
  database: Database,
  caller: Caller,
  { page, size, ...scan }: ContactsScan,
): Promise<{ data: ContactDto[]; total: number }> {
  const skipped = (page - 1) * size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  return database.snapshot(async (db) => {
    const found = await findIds(db, caller, scan);
    const ids = found.slice(skipped, skipped + size);
    const rows = await readContacts(db, caller.accountId, ids);
    const byId = new Map(rows.map((row) => [row.id, toContactDto(row)]));
    return { data: ids.flatMap((id) => byId.get(id) ?? []), total: found.length };
  });
}

async function findIds(
  db: Db,
  caller: Caller,
  { query, updatedSince, order: { by, direction } }: Omit<ContactsScan, "page" | "size">,
): Promise<number[]> {
  const pattern = query ? `%${query.replace(/[\\%_]/g, "\\$&")}%` : null;
  const matching = await db.query<{ id: number }>(
    "select id from contact_ids_like($1, $2, false, true, $3, 0) as id",
    [caller.accountId, pattern, SCANNED_MAX + 1],
  );
  if (matching.length > SCANNED_MAX)
    throw new Refusal("input.invalid", {
      detail: `this filter or order is for at most ${SCANNED_MAX} contacts; read /v1/contacts`,
    });
  const ids = matching.map(({ id }) => id);
  const reached = await findReached(db, caller, ids);
  const rows = await db.query<{ id: number }>(
    `select id from contact
      where account_id = $1 and id = any($2::bigint[]) and ($3::timestamptz is null or updated_at >= $3)
      order by ${KEYS[by]} ${direction}, id ${direction} limit ${PAGED_ROWS_MAX + 1}`,
    [caller.accountId, [...reached], updatedSince ?? null],
  );
  return rows.map(({ id }) => id);
}

import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { findMatches, type ReachedBy } from "@/server/store/contacts/contact-matches";
import { findReached } from "@/server/store/contacts/contact-scope";
import {
  CONTACT_COLUMNS,
  type ContactRow,
  findContact,
  toContactDto,
} from "@/server/store/contacts/contacts";

/**
 * The contact that the caller reaches with this identifier, or else email address, in any case, or else this phone; a merged contact leads to
 * the one it was merged into.
 */
export async function findContactBy(
  db: Db,
  caller: Caller,
  {
    identifier = null,
    email = null,
    phone = null,
  }: { [Kind in "identifier" | "email" | "phone"]?: string | null | undefined },
): Promise<ContactDto | null> {
  const reached = { identifier, email, phone };
  const { contactIds } = (await findMatches(db, caller.accountId, [reached]))(reached);
  const within = await findReached(db, caller, contactIds);
  const contactId = contactIds.find((id) => within.has(id));
  return contactId === undefined ? null : findContact(db, caller.accountId, contactId);
}

/**
 * The contacts that the caller reaches with these identifiers, email addresses (in any case) or phones; the result says who each names. A merged
 * contact leads to the one that it was merged into. Three statements by index at most, whatever the number of names.
 */
export async function findContactsBy(
  db: Db,
  caller: Caller,
  names: readonly ReachedBy[],
): Promise<(name: ReachedBy) => ContactDto[]> {
  const { accountId } = caller;
  const matched = await findMatches(db, accountId, names);
  const idsOf = (name: ReachedBy) => matched(name).contactIds;
  const ids = [...(await findReached(db, caller, [...new Set(names.flatMap(idsOf))]))];
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

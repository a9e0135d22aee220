import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { findMatches, type ReachedBy } from "@/server/store/contacts/contact-matches";
import {
  CONTACT_COLUMNS,
  type ContactRow,
  findContact,
  toContactDto,
} from "@/server/store/contacts/contacts";

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

import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { findMatches } from "@/server/store/contacts/contact-matches";
import { findContact } from "@/server/store/contacts/contacts";

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

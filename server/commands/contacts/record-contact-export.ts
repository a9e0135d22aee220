import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { appendContactExport } from "@/server/store/members/accounts";

/**
 * Writes to the audit log that a person's data is exported, before it is. The entry has the contact's id and no name: an
 * erasure need not change it. Makes no event.
 * @returns the contact's id; that of the remaining contact, if it was merged.
 * @throws Refusal `auth.forbidden`, `contact.not_found`.
 */
export async function recordContactExport(tx: Tx, { contactId }: { contactId: number }): Promise<number> {
  requireAdministrator(tx.caller);
  const contact = await findContact(tx, tx.caller.accountId, contactId);
  if (!contact) throw new Refusal("contact.not_found");
  await appendContactExport(tx, contact.id);
  return contact.id;
}

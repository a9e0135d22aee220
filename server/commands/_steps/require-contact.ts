import { Refusal } from "@/server/contract/_shared/refusal";
import { shareCompany } from "@/server/store/contacts/companies";
import { findCompany } from "@/server/store/contacts/company-names";
import { countContactsIn } from "@/server/store/contacts/contact-inboxes";
import { findReached } from "@/server/store/contacts/contact-scope";
import { type ContactRow, lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/**
 * Refuses `auth.forbidden` unless each contact is known in an inbox that the caller may see: contacts are the whole
 * account's, but blocking and merging them affects the inboxes where they write.
 */
export async function requireKnownContacts(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const { inboxIds } = tx.caller;
  if (inboxIds === "all") return;
  if ((await countContactsIn(tx, contactIds, inboxIds)) < contactIds.length)
    throw new Refusal("auth.forbidden");
}

/** Refuses a company that does not exist; it cannot be deleted before the transaction ends. */
export async function requireCompany(tx: Tx, companyId: number | null | undefined): Promise<void> {
  if (companyId != null && !(await shareCompany(tx, companyId)))
    throw new Refusal("company.not_found", { field: "companyId" });
}

/** The same, and refuses one that the caller does not reach. */
export async function requireReachedCompany(tx: Tx, companyId: number | null | undefined): Promise<void> {
  await requireCompany(tx, companyId);
  if (companyId != null && !(await findCompany(tx, tx.caller, companyId)))
    throw new Refusal("company.not_found", { field: "companyId" });
}

/**
 * Locks a contact that the caller reaches; a merged one leads to the contact that it was merged into. Refuses
 * `contact.not_found`; `field`: of the input that names it.
 */
export async function lockReached(tx: Tx, contactId: number, field?: string): Promise<ContactRow> {
  const contact = await lockContact(tx, contactId);
  if (!contact || !(await isReached(tx, contact.id)))
    throw new Refusal("contact.not_found", field === undefined ? {} : { field });
  return contact;
}

/** Whether the caller reaches a contact. */
export const isReached = async (tx: Tx, contactId: number): Promise<boolean> =>
  (await findReached(tx, tx.caller, [contactId])).has(contactId);

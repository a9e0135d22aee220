import { Refusal } from "@/server/contract/_shared/refusal";
import { shareCompany } from "@/server/store/contacts/companies";
import { countContactsIn } from "@/server/store/contacts/contact-inboxes";
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

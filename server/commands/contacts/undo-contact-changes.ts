import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockReached, requireCompany } from "@/server/commands/contacts/_steps/requirements";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoContactChangesInput } from "@/server/contract/contact/inputs";
import { MERGED, whyContactNotUndone } from "@/server/domain/contact/undo-contact";
import { findChangesOf, markUndone } from "@/server/store/contacts/contact-changes";
import { type ContactFields, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/** `operationId`: the operation whose changes of this contact are undone. */
export type UndoContactChanges = { contactId: number } & UndoContactChangesInput;

/**
 * Undoes an operation's changes of a contact's fields, attributes and blocking. All of them or, if one has changed since,
 * none. Then the operation before it can be undone. A merge cannot, nor can one from a company that was deleted.
 */
export async function undoContactChanges(
  tx: Tx,
  { contactId, operationId }: UndoContactChanges,
): Promise<ContactDto> {
  const before = await lockReached(tx, contactId);
  const operation = { contactId: before.id, operationId };
  const changes = await findChangesOf(tx, operation);
  const why = whyContactNotUndone(changes);
  if (why) throw new Refusal(why);
  if (changes.some(({ facet }) => facet === "isIntegrationOwn")) requireAdministrator(tx.caller);

  await markUndone(tx, operation);
  const was = changes.filter(({ facet }) => facet !== MERGED).map(({ facet, before }) => [facet, before]);
  const fields: Partial<ContactFields> = Object.fromEntries(was);
  await requireCompany(tx, fields.companyId);
  return toContactDto(await saveContact(tx, before, fields, "undo"));
}

import { requireAdministrator } from "@/server/commands/_run/permission";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoContactChangesInput } from "@/server/contract/contact/inputs";
import { MERGED, whyContactNotUndone } from "@/server/domain/contact/undo-contact";
import { findChangesOf, markUndone } from "@/server/store/contacts/contact-changes";
import { type ContactFields, lockContact, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/** `operationId`: the operation whose changes of this contact are taken back. */
export type UndoContactChanges = { contactId: number } & UndoContactChangesInput;

/**
 * Takes back what an operation changed of a contact's fields and attributes, and that it was blocked: all of it, or nothing
 * when one of them has changed since. Then what was done before it can be taken back. A merge cannot.
 */
export async function undoContactChanges(
  tx: Tx,
  { contactId, operationId }: UndoContactChanges,
): Promise<ContactDto> {
  const before = await lockContact(tx, contactId);
  if (!before) throw new Refusal("contact.not_found");
  const operation = { contactId: before.id, operationId };
  const changes = await findChangesOf(tx, operation);
  const why = whyContactNotUndone(changes);
  if (why) throw new Refusal(why);
  if (changes.some(({ facet }) => facet === "isIntegrationOwn")) requireAdministrator(tx.caller);

  await markUndone(tx, operation);
  const was = changes.filter(({ facet }) => facet !== MERGED).map(({ facet, before }) => [facet, before]);
  const fields: Partial<ContactFields> = Object.fromEntries(was);
  return toContactDto(await saveContact(tx, before, fields, "undo"));
}

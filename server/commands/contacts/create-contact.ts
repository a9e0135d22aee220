import { requireAdministrator } from "@/server/commands/_run/permission";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { type ContactFields, insertContact, toContactDto } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

export type CreateContact = Partial<ContactFields> & {
  name: string;
  /** Also links the contact to this inbox, under `sourceId` or a random one. */
  inboxId?: number;
  sourceId?: string | null;
};

export type CreatedContact = { contact: ContactDto; inbox: { id: number; sourceId: string } | null };

/** Creates a contact. Only an administrator may set `isIntegrationOwn`. */
export async function createContact(
  tx: Tx,
  { inboxId, sourceId, ...fields }: CreateContact,
): Promise<CreatedContact> {
  if (fields.isIntegrationOwn) requireAdministrator(tx.caller);
  const inbox = inboxId === undefined ? null : await shareInbox(tx, inboxId);
  if (inboxId !== undefined && !inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });

  const row = await insertContact(tx, {
    name: fields.name,
    email: fields.email ?? null,
    phone: fields.phone ?? null,
    identifier: fields.identifier ?? null,
    isBlocked: fields.isBlocked ?? false,
    isIntegrationOwn: fields.isIntegrationOwn ?? false,
    customAttributes: fields.customAttributes ?? {},
    additionalAttributes: fields.additionalAttributes ?? {},
  });
  const link =
    inbox && (await linkContact(tx, { contactId: row.id, inboxId: inbox.id, sourceId: sourceId ?? null }));
  return { contact: toContactDto(row), inbox: link && { id: link.inboxId, sourceId: link.sourceId } };
}

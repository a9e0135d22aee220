import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { lockContact, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

export type UpdateVisitor = {
  contactId: number;
  name?: string;
  email?: string | null;
  phone?: string | null;
  customAttributes?: ContactDto["customAttributes"];
};

/**
 * Stores what a visitor says of themselves later. A contact whom nobody knows otherwise, without e-mail, phone and identifier,
 * gets the name and the attributes. Of every other contact they are kept as unverified, as an e-mail or phone always is.
 */
export async function updateVisitor(tx: Tx, input: UpdateVisitor): Promise<ContactDto> {
  const before = await lockContact(tx, input.contactId);
  if (!before) throw new Refusal("contact.not_found");
  const isKnown = before.email !== null || before.phone !== null || before.identifier !== null;
  const { contactId: _, name, customAttributes, ...claims } = input;
  const own = { ...(name !== undefined && { name }), ...(customAttributes && { customAttributes }) };
  const unverified = {
    ...Object(before.additionalAttributes["unverified"]),
    ...claims,
    ...(isKnown && own),
  };
  const additionalAttributes = { ...before.additionalAttributes, unverified };
  return toContactDto(
    await saveContact(tx, before, {
      ...(Object.keys(unverified).length > 0 && { additionalAttributes }),
      ...(!isKnown && name !== undefined && { name }),
      ...(!isKnown &&
        customAttributes && { customAttributes: { ...before.customAttributes, ...customAttributes } }),
    }),
  );
}

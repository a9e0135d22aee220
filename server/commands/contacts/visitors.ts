import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { linkVisitor } from "@/server/store/contacts/contact-inboxes";
import {
  type ContactRow,
  findByIdentifier,
  insertContact,
  lockContact,
  saveContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/** What a visitor says of themselves. */
export type Claims = { email?: string | null; phone?: string | null; identifier?: string | null };

export type CreateVisitor = {
  inboxId: number;
  /** Made by the edge: at least 128 random bits. */
  sourceId: string;
  name: string;
  claims: Claims;
  /** The identifier that the inbox's own site has signed; null: nobody vouches for the visitor. */
  identity: string | null;
  customAttributes?: ContactDto["customAttributes"];
};

/**
 * Creates a link of a visitor to an inbox. A signed identifier leads to the contact that has it. Other claims are kept beside the
 * contact's own email, phone and identifier, and found by no lookup: anybody can claim them.
 */
export async function createVisitor(tx: Tx, visitor: CreateVisitor): Promise<{ contact: ContactDto }> {
  const inbox = await shareInbox(tx, visitor.inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const known = visitor.identity === null ? null : await findIdentified(tx, visitor.identity);
  const contact = known ?? (await insertVisitor(tx, visitor));
  const madeBy = visitor.identity === null ? "visitor" : "identified_visitor";
  await linkVisitor(tx, { contactId: contact.id, inboxId: inbox.id, sourceId: visitor.sourceId, madeBy });
  return { contact: toContactDto(contact) };
}

async function findIdentified(tx: Tx, identifier: string): Promise<ContactRow | null> {
  const contactId = await findByIdentifier(tx, identifier);
  return contactId === null ? null : lockContact(tx, contactId);
}

function insertVisitor(
  tx: Tx,
  { name, claims, identity, customAttributes = {} }: CreateVisitor,
): Promise<ContactRow> {
  const { email, phone, identifier } = claims;
  const unverified = {
    ...(email && { email }),
    ...(phone && { phone }),
    ...(identifier && identity === null && { identifier }),
  };
  return insertContact(tx, {
    name,
    email: null,
    phone: null,
    identifier: identity,
    isBlocked: false,
    isIntegrationOwn: false,
    labels: [],
    companyId: null,
    isGroup: false,
    customAttributes,
    additionalAttributes: Object.keys(unverified).length === 0 ? {} : { unverified },
  });
}

export type UpdateVisitor = {
  contactId: number;
  name?: string;
  email?: string | null;
  phone?: string | null;
  customAttributes?: ContactDto["customAttributes"];
};

/**
 * Stores what a visitor says of themselves later. A contact whom nobody knows otherwise, without email, phone and identifier,
 * gets the name and the attributes. Of every other contact they are kept as unverified, as an email or phone always is.
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

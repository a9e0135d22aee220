import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findContactId, lockSourceId } from "@/server/store/contacts/contact-identities";
import { linkVisitor } from "@/server/store/contacts/contact-inboxes";
import {
  type ContactRow,
  findByIdentifier,
  lockContact,
  lockContacts,
  saveContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { mergeContacts } from "./merge-contacts";
import { createVisitor } from "./visitors";

export type ProvideVisitor = {
  inboxId: number;
  /** Made by the edge: at least 128 random bits. */
  sourceId: string;
  /** Of a new contact. */
  name: string;
};

/** The contact of a visitor's name in an inbox, created at its first use; two first requests create one. */
export async function provideVisitor(
  tx: Tx,
  { inboxId, sourceId, name }: ProvideVisitor,
): Promise<{ contact: ContactDto }> {
  await lockSourceId(tx, { inboxId, sourceId });
  const known = await findContactId(tx, { inboxId, sourceId });
  const contact = known === null ? null : await lockContact(tx, known);
  if (contact) return { contact: toContactDto(contact) };
  return createVisitor(tx, { inboxId, sourceId, name, claims: {}, identity: null });
}

export type IdentifyVisitor = {
  inboxId: number;
  /** The contact that the visitor was until now; null: they had none. */
  contactId: number | null;
  /** The identifier that the inbox's own site has signed. */
  identity: string;
  /** Of the link that is created, made by the edge: at least 128 random bits. */
  sourceId: string;
  /** Of a contact whom nobody knows otherwise. */
  name: string;
};

/**
 * Creates a link of a visitor to the contact with a signed identifier. A contact without an identifier, which the visitor was until now,
 * becomes that contact with all its conversations. One that has another identifier is another customer, and stays as it is.
 * Refuses `contact.not_found`, and what `mergeContacts` refuses.
 */
export async function identifyVisitor(
  tx: Tx,
  { inboxId, contactId, identity, sourceId, name }: IdentifyVisitor,
): Promise<{ contact: ContactDto }> {
  const inbox = await shareInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const knownId = await findByIdentifier(tx, identity);
  const { known, anonymous } = await lockBoth(tx, knownId, contactId);
  if (known === null && anonymous === null)
    return createVisitor(tx, { inboxId, sourceId, name, claims: {}, identity });
  const contact = known ?? (await adopt(tx, anonymous, identity, name));
  await linkVisitor(tx, { contactId: contact.id, inboxId, sourceId, madeBy: "identified_visitor" });
  if (known === null || anonymous === null) return { contact: toContactDto(contact) };
  return { contact: await mergeContacts(tx, { contactId: known.id, otherId: anonymous.id }) };
}

type Both = { known: ContactRow | null; anonymous: ContactRow | null };

/** Locks the contact with the identifier and the one that the visitor was, if that one has no identifier and is another. */
async function lockBoth(tx: Tx, knownId: number | null, contactId: number | null): Promise<Both> {
  const ids = [...new Set([knownId, contactId].filter((id) => id !== null))];
  const locked = await lockContacts(tx, ids);
  const find = async (contactId: number | null) => {
    const row = locked.find(({ id }) => id === contactId) ?? null;
    return row?.mergedIntoId ? lockContact(tx, row.mergedIntoId) : row;
  };
  const known = await find(knownId);
  const before = await find(contactId);
  if (contactId !== null && before === null) throw new Refusal("contact.not_found", { field: "contactId" });
  const isAnonymous = before !== null && before.identifier === null && before.id !== known?.id;
  return { known, anonymous: isAnonymous ? before : null };
}

async function adopt(
  tx: Tx,
  anonymous: ContactRow | null,
  identifier: string,
  name: string,
): Promise<ContactRow> {
  if (!anonymous) throw new Error("a visitor who is identified has a contact");
  const isUnknown = anonymous.email === null && anonymous.phone === null;
  return saveContact(tx, anonymous, { identifier, ...(isUnknown && { name }) });
}

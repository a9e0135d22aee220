import { requireAdministrator } from "@/server/commands/_run/permission";
import { requireCompany } from "@/server/commands/contacts/_steps/require-company";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findContactId, lockSourceId } from "@/server/store/contacts/contact-identities";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { findMatches } from "@/server/store/contacts/contact-matches";
import {
  type ContactFields,
  insertContact,
  lockContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

export type CreateContact = Partial<ContactFields> & {
  name: string;
  /** Also links the contact to this inbox, under `sourceId` or a random one. */
  inboxId?: number;
  sourceId?: string | null;
  /** A contact that has the identifier, e-mail, phone or source id already is returned unchanged, and linked. */
  orExisting?: boolean;
};

export type CreatedContact = { contact: ContactDto; inbox: { id: number; sourceId: string } | null };

/**
 * Creates a contact. Only an administrator may set `isIntegrationOwn`. Refuses `contact.taken` also with `orExisting` when
 * another operation creates the contact at the same time: repeat it.
 */
export async function createContact(
  tx: Tx,
  { inboxId, sourceId, orExisting = false, ...fields }: CreateContact,
): Promise<CreatedContact> {
  if (fields.isIntegrationOwn) requireAdministrator(tx.caller);
  await requireCompany(tx, fields.companyId);
  const inbox = inboxId === undefined ? null : await shareInbox(tx, inboxId);
  if (inboxId !== undefined && !inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });

  const name = inbox && sourceId ? { inboxId: inbox.id, sourceId } : null;
  const known = orExisting ? await lockKnown(tx, fields, name) : null;
  const row = known ?? (await insertContact(tx, givenFields(fields)));
  const link =
    inbox && (await linkContact(tx, { contactId: row.id, inboxId: inbox.id, sourceId: sourceId ?? null }));
  return { contact: toContactDto(row), inbox: link && { id: link.inboxId, sourceId: link.sourceId } };
}

/**
 * Locks the contact that has one of these names; the identifier counts more than the e-mail, that more than the phone, that more
 * than the name in the inbox.
 */
async function lockKnown(
  tx: Tx,
  { identifier = null, email = null, phone = null }: Fields,
  name: { inboxId: number; sourceId: string } | null,
) {
  if (name) await lockSourceId(tx, name);
  const reached = { identifier, email, phone };
  const matched = await findMatches(tx, tx.caller.accountId, [reached]);
  const contactId = matched(reached).contactIds[0] ?? (name && (await findContactId(tx, name)));
  return contactId == null ? null : lockContact(tx, contactId);
}

type Fields = Omit<CreateContact, "inboxId" | "sourceId" | "orExisting">;

function givenFields(fields: Fields): ContactFields {
  return {
    name: fields.name,
    email: fields.email ?? null,
    phone: fields.phone ?? null,
    identifier: fields.identifier ?? null,
    isBlocked: fields.isBlocked ?? false,
    isIntegrationOwn: fields.isIntegrationOwn ?? false,
    labels: fields.labels ?? [],
    companyId: fields.companyId ?? null,
    isGroup: false,
    customAttributes: fields.customAttributes ?? {},
    additionalAttributes: fields.additionalAttributes ?? {},
  };
}

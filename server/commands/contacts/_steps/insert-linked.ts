import { Refusal } from "@/server/contract/_shared/refusal";
import { addressIn } from "@/server/domain/inbox/channel";
import { ConflictMeanwhile } from "@/server/store/_postgres/refuse-taken";
import { findContactId, lockSourceId } from "@/server/store/contacts/contact-identities";
import { linkContact, linkNewContact } from "@/server/store/contacts/contact-inboxes";
import { findMatches } from "@/server/store/contacts/contact-matches";
import { findReached } from "@/server/store/contacts/contact-scope";
import { type ContactFields, insertContact, lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, shareInbox } from "@/server/store/inboxes/inboxes";

export type CreateContact = Partial<ContactFields> & {
  name: string;
  /** Also links the contact to this inbox, under `sourceId`, their address there, or a random one. */
  inboxId?: number;
  sourceId?: string | null;
  /** A contact that has the identifier, email, phone or source id already is returned unchanged, and linked. */
  orExisting?: boolean;
  /** Nobody had the source id in the inbox when it was locked: who has it got it since. */
  isNew?: boolean;
  /** A source id that another contact has in the inbox stays theirs. */
  yieldsSourceId?: boolean;
};

/** Its inbox, whose settings cannot change before the transaction ends. */
export async function requireInbox(tx: Tx, inboxId: number): Promise<InboxRow> {
  const inbox = await shareInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  return inbox;
}

/**
 * Inserts a contact and links it to the inbox; with `orExisting` the contact that there is. An operation that another one overtakes, so
 * that there is one since, is run again.
 */
export async function insertLinked(
  tx: Tx,
  inbox: InboxRow | null,
  { inboxId: _, sourceId, orExisting = false, isNew = orExisting, yieldsSourceId, ...fields }: CreateContact,
) {
  const name = inbox && sourceId ? { inboxId: inbox.id, sourceId } : null;
  const { known, isFree } = orExisting ? await lockKnown(tx, fields, name) : { known: null, isFree: false };
  const contact =
    known ?? (await insertContact(tx, givenFields(fields), isFree ? ConflictMeanwhile : Refusal));
  if (!inbox) return { contact, link: null };
  const address = sourceId == null ? addressIn(inbox, contact) : null;
  const link = { contactId: contact.id, inboxId: inbox.id, sourceId: sourceId ?? address };
  if (known || address !== null) {
    const yields = yieldsSourceId ?? address !== null;
    return { contact, link: await linkContact(tx, { ...link, yields }) };
  }
  return { contact, link: await linkNewContact(tx, link, isNew ? ConflictMeanwhile : Refusal) };
}

/**
 * Locks the contact that has one of these names; the identifier counts more than the email, that more than the phone, that more
 * than the name in the inbox. One that the caller does not reach is left out: then `contact.taken` is refused. `isFree`: nobody has one.
 */
async function lockKnown(
  tx: Tx,
  { identifier = null, email = null, phone = null }: Fields,
  name: { inboxId: number; sourceId: string } | null,
) {
  if (name) await lockSourceId(tx, name);
  const reached = { identifier, email, phone };
  const matched = await findMatches(tx, tx.caller.accountId, [reached]);
  const matching = matched(reached).contactIds;
  const within = await findReached(tx, tx.caller, matching);
  const contactId = matching.find((id) => within.has(id)) ?? (name && (await findContactId(tx, name)));
  const isFree = matching.length === 0;
  return { known: contactId == null ? null : await lockContact(tx, contactId), isFree };
}

type Fields = Omit<CreateContact, "inboxId" | "sourceId" | "orExisting" | "isNew" | "yieldsSourceId">;

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

import { requireAdministrator } from "@/server/commands/_run/permission";
import {
  lockReached,
  requireCompany,
  requireKnownContacts,
  requireReachedCompany,
} from "@/server/commands/_steps/require-contact";
import { checkAttributes } from "@/server/commands/organising/_steps/check-attributes";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoContactChangesInput } from "@/server/contract/contact/inputs";
import { MERGED, whyContactNotUndone } from "@/server/domain/contact/undo-contact";
import { findChangesOf, markUndone } from "@/server/store/contacts/contact-changes";
import { findContactId, lockSourceId } from "@/server/store/contacts/contact-identities";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { findMatches } from "@/server/store/contacts/contact-matches";
import { findReached } from "@/server/store/contacts/contact-scope";
import {
  type ContactFields,
  type ContactRow,
  insertContact,
  lockContact,
  lockMergedInto,
  saveContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, shareInbox } from "@/server/store/inboxes/inboxes";

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
export async function createContact(tx: Tx, input: CreateContact): Promise<CreatedContact> {
  if (input.isIntegrationOwn) requireAdministrator(tx.caller);
  await requireReachedCompany(tx, input.companyId);
  const inbox = input.inboxId === undefined ? null : await requireInbox(tx, input.inboxId);
  const { contact, link } = await insertLinked(tx, inbox, input);
  return { contact: toContactDto(contact), inbox: link && { id: link.inboxId, sourceId: link.sourceId } };
}

/** Its inbox, whose settings cannot change before the transaction ends. */
export async function requireInbox(tx: Tx, inboxId: number): Promise<InboxRow> {
  const inbox = await shareInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  return inbox;
}

/** Inserts a contact and links it to the inbox; with `orExisting` the contact that there is. */
export async function insertLinked(
  tx: Tx,
  inbox: InboxRow | null,
  { inboxId: _, sourceId, orExisting = false, ...fields }: CreateContact,
) {
  const name = inbox && sourceId ? { inboxId: inbox.id, sourceId } : null;
  const known = orExisting ? await lockKnown(tx, fields, name) : null;
  const contact = known ?? (await insertContact(tx, givenFields(fields)));
  const link =
    inbox &&
    (await linkContact(tx, { contactId: contact.id, inboxId: inbox.id, sourceId: sourceId ?? null }));
  return { contact, link };
}

/**
 * Locks the contact that has one of these names; the identifier counts more than the e-mail, that more than the phone, that more
 * than the name in the inbox. One that the caller does not reach is left out: then `contact.taken` is refused.
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

type UpdateContact = {
  contactId: number;
  /** Attributes to add or replace; the others stay. */
  merge?: Partial<Pick<ContactFields, "customAttributes" | "additionalAttributes">>;
  /** Custom attributes to remove. */
  remove?: readonly string[];
  /** New values of custom attributes must fit their definitions: a member typed them. */
  isTyped?: boolean;
} & Partial<ContactFields>;

/** Changes a contact. Only an administrator may change `isIntegrationOwn`; an agent blocks only who writes to their inboxes. */
export async function updateContact(
  tx: Tx,
  { contactId, merge, remove = [], isTyped = false, ...fields }: UpdateContact,
): Promise<ContactDto> {
  const before = await lockReached(tx, contactId);
  if (fields.isIntegrationOwn !== undefined && fields.isIntegrationOwn !== before.isIntegrationOwn)
    requireAdministrator(tx.caller);
  if (fields.isBlocked !== undefined && fields.isBlocked !== before.isBlocked)
    await requireKnownContacts(tx, [before.id]);
  if (isTyped && fields.customAttributes)
    await checkAttributes(tx, "contact", { before: before.customAttributes, after: fields.customAttributes });
  if (fields.companyId !== before.companyId) await requireReachedCompany(tx, fields.companyId);
  const merged: Partial<ContactFields> = {
    ...(merge?.customAttributes && {
      customAttributes: { ...before.customAttributes, ...merge.customAttributes },
    }),
    ...(merge?.additionalAttributes && {
      additionalAttributes: { ...before.additionalAttributes, ...merge.additionalAttributes },
    }),
  };
  if (remove.length > 0)
    merged.customAttributes = Object.fromEntries(
      Object.entries({ ...before.customAttributes, ...merged.customAttributes }).filter(
        ([name]) => !remove.includes(name),
      ),
    );
  await clearOnMerged(tx, before, fields);
  return toContactDto(await saveContact(tx, before, { ...fields, ...merged }));
}

const ALIASES_MAX = 100;

/** Clears the given e-mail, phone or identifier on the contacts that were merged into this one. */
async function clearOnMerged(tx: Tx, before: ContactRow, fields: Partial<ContactFields>): Promise<void> {
  const given = (["email", "phone", "identifier"] as const).filter(
    (name) => fields[name] != null && fields[name] !== before[name],
  );
  if (given.length === 0) return;
  for (const alias of await lockMergedInto(tx, before.id, ALIASES_MAX)) {
    const same = given.filter((name) => alias[name]?.toLowerCase() === fields[name]?.toLowerCase());
    if (same.length > 0) await saveContact(tx, alias, Object.fromEntries(same.map((name) => [name, null])));
  }
}

/** `sourceId`: the contact's id in the inbox's channel; null = the existing one or a random one. */
type LinkContactToInbox = { contactId: number; inboxId: number; sourceId: string | null };

/**
 * Links a contact to an inbox. A repetition returns the same link. It creates no event, since no DTO contains the source
 * id.
 */
export async function linkContactToInbox(
  tx: Tx,
  { contactId, inboxId, sourceId }: LinkContactToInbox,
): Promise<{ sourceId: string }> {
  const contact = await lockReached(tx, contactId);
  const inbox = await requireInbox(tx, inboxId);
  const link = await linkContact(tx, { contactId: contact.id, inboxId: inbox.id, sourceId });
  return { sourceId: link.sourceId };
}

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

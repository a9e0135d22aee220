import { requireAdministrator } from "@/server/commands/_run/permission";
import {
  lockReached,
  requireCompany,
  requireKnownContacts,
  requireReachedCompany,
} from "@/server/commands/_steps/require-contact";
import {
  type CreateContact,
  insertLinked,
  requireInbox,
} from "@/server/commands/contacts/_steps/insert-linked";
import { checkAttributes } from "@/server/commands/organising/_steps/check-attributes";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoContactChangesInput } from "@/server/contract/contact/inputs";
import { MERGED, whyContactNotUndone } from "@/server/domain/contact/undo-contact";
import { addressIn } from "@/server/domain/inbox/channel";
import { findChangesOf, markUndone } from "@/server/store/contacts/contact-changes";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import {
  type ContactFields,
  type ContactRow,
  saveContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import { lockMergedInto } from "@/server/store/contacts/merged-contacts";
import type { Tx } from "@/server/store/events/tx";
import { provideLabels } from "@/server/store/organising/labels";

export type CreatedContact = { contact: ContactDto; inbox: { id: number; sourceId: string } | null };

/** Creates a contact. Only an administrator may set `isIntegrationOwn`. */
export async function createContact(tx: Tx, input: CreateContact): Promise<CreatedContact> {
  if (input.isIntegrationOwn) requireAdministrator(tx.caller);
  await requireReachedCompany(tx, input.companyId);
  const inbox = input.inboxId === undefined ? null : await requireInbox(tx, input.inboxId);
  const { contact, link } = await insertLinked(tx, inbox, input);
  return { contact: toContactDto(contact), inbox: link && { id: link.inboxId, sourceId: link.sourceId } };
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

/** Clears the given email, phone or identifier on the contacts that were merged into this one: each is in use once. */
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

/** `sourceId`: the contact's id in the inbox's channel; null = their address there, else the existing one or a random one. */
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
  const link = await linkContact(tx, {
    contactId: contact.id,
    inboxId: inbox.id,
    sourceId: sourceId ?? addressIn(inbox, contact),
    yields: sourceId === null,
  });
  return { sourceId: link.sourceId };
}

/** `operationId`: the operation whose changes of this contact are undone. */
export type UndoContactChanges = { contactId: number } & UndoContactChangesInput;

/**
 * Undoes an operation's changes of a contact's fields, attributes and blocking. All of them or, if one has changed since,
 * none. Then the operation before it can be undone. A merge cannot, nor can one from a company that was deleted. Refuses who may not
 * make the change: an agent undoes a blocking only of who writes to their inboxes.
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
  if (changes.some(({ facet }) => facet === "isBlocked")) await requireKnownContacts(tx, [before.id]);

  await markUndone(tx, operation);
  const was = changes.filter(({ facet }) => facet !== MERGED).map(({ facet, before }) => [facet, before]);
  const fields: Partial<ContactFields> = Object.fromEntries(was);
  await requireCompany(tx, fields.companyId);
  if (fields.labels) await provideLabels(tx, fields.labels);
  await clearOnMerged(tx, before, fields);
  return toContactDto(await saveContact(tx, before, fields, "undo"));
}

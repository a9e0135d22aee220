import { requireAdministrator } from "@/server/commands/_run/permission";
import { requireCompany } from "@/server/commands/contacts/_steps/require-company";
import { requireKnownContacts } from "@/server/commands/contacts/_steps/require-known-contacts";
import { checkAttributes } from "@/server/commands/organising/_steps/check-attributes";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type ContactFields,
  type ContactRow,
  lockContact,
  lockMergedInto,
  saveContact,
  toContactDto,
} from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

export type UpdateContact = {
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
  const before = await lockContact(tx, contactId);
  if (!before) throw new Refusal("contact.not_found");
  if (fields.isIntegrationOwn !== undefined && fields.isIntegrationOwn !== before.isIntegrationOwn)
    requireAdministrator(tx.caller);
  if (fields.isBlocked !== undefined && fields.isBlocked !== before.isBlocked)
    await requireKnownContacts(tx, [before.id]);
  if (isTyped && fields.customAttributes)
    await checkAttributes(tx, "contact", { before: before.customAttributes, after: fields.customAttributes });
  if (fields.companyId !== before.companyId) await requireCompany(tx, fields.companyId);
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

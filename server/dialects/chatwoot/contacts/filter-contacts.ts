import type { ContactDto } from "@/server/contract/_shared/dto";
import type { ChatwootContext } from "@/server/dialects/chatwoot/context";
import {
  type ContactName,
  type ContactSelection,
  needsDefinitions,
  readContactFilter,
  satisfies,
} from "@/server/dialects/chatwoot/input/contact-filter";
import { badFilter } from "@/server/dialects/chatwoot/input/filter";
import type { Params } from "@/server/dialects/chatwoot/input/params";
import { CONTACTS_COMPARED_MAX } from "@/server/dialects/chatwoot/input/read-body";
import { findContactsBy } from "@/server/queries/contacts/find-contacts";
import { listContactsPage } from "@/server/queries/contacts/list-contacts-page";
import { listAttributeDefinitions } from "@/server/queries/organising/organising";

/**
 * All contacts that match a filter. A phone, email or identifier with `equal_to` is read by index: bridges ask so for
 * every message. Other conditions are compared with at most `CONTACTS_COMPARED_MAX` contacts; more are refused, not cut
 * off.
 */
export async function filterContacts(c: ChatwootContext, params: Params): Promise<ContactDto[]> {
  const { caller, services } = c.var;
  const selections = readContactFilter(params, await definedIn(c, params));
  const names = selections.flatMap(({ by }) => (isName(by) ? [by] : []));
  const named = await findContactsBy(services.database, caller, names);
  const found = new Map<number, ContactDto>();
  for (const selection of selections) {
    const { by, rest } = selection;
    const candidates = isName(by) ? named(by).filter(isIdentified) : await compared(c, selection);
    for (const contact of candidates)
      if (satisfies(contact, rest, services.now())) found.set(contact.id, contact);
  }
  return [...found.values()];
}

/** The custom attributes of contacts, if the filter needs them: bridges filter by phone for every message. */
async function definedIn({ var: { caller, services } }: ChatwootContext, params: Params) {
  if (!needsDefinitions(params)) return new Set<string>();
  const all = await listAttributeDefinitions(services.database, caller);
  return new Set(all.filter(({ model }) => model === "contact").map(({ key }) => key));
}

const isName = (by: ContactSelection["by"]): by is ContactName =>
  by !== null && !("part" in by) && !("labels" in by);

const isIdentified = ({ email, phone, identifier }: ContactDto): boolean =>
  email !== null || phone !== null || identifier !== null;

async function compared(c: ChatwootContext, { by }: ContactSelection): Promise<ContactDto[]> {
  const { caller, services } = c.var;
  await services.countExpensive(caller);
  const query = by !== null && "part" in by ? by.part : null;
  const labels = by !== null && "labels" in by ? by.labels : undefined;
  const wanted = { query, labels, onlyIdentified: true, page: 1, size: CONTACTS_COMPARED_MAX };
  const { contacts, hasMore } = await listContactsPage(services.database, caller, wanted);
  if (hasMore)
    throw badFilter(
      `More than ${CONTACTS_COMPARED_MAX} contacts would be compared; add a phone_number, email or identifier with equal_to, or a longer name`,
    );
  return contacts;
}

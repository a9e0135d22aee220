import { Refusal } from "@/server/contract/_shared/refusal";
import { findReached } from "@/server/store/contacts/contact-scope";
import { type ContactRow, lockContact, lockContacts } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/**
 * Locks contacts in ascending order of id. The map leads from each given id to the contact, of a merged one to the contact
 * that it was merged into. Unknown and erased ones are missing.
 */
export async function lockPeople(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, ContactRow>> {
  const rows =
    ids.length === 0
      ? []
      : await lockContacts(
          tx,
          [...new Set(ids)].sort((a, b) => a - b),
        );
  const people = new Map<number, ContactRow>();
  for (const row of rows) {
    const survivor = row.mergedIntoId === null ? row : await lockContact(tx, row.mergedIntoId);
    if (survivor) people.set(row.id, survivor);
  }
  return people;
}

/**
 * The contacts that are to be members, each once, in the given order. Refuses unknown ones, those that the caller does not reach, and
 * groups.
 */
export async function requirePeople(
  tx: Tx,
  people: ReadonlyMap<number, ContactRow>,
  ids: readonly number[],
): Promise<Map<number, ContactRow>> {
  const reached = await findReached(
    tx,
    tx.caller,
    [...people.values()].map(({ id }) => id),
  );
  const found = new Map<number, ContactRow>();
  for (const id of ids) {
    const person = people.get(id);
    if (!person || !reached.has(person.id))
      throw new Refusal("contact.not_found", { field: "members", detail: String(id) });
    if (person.isGroup) throw new Refusal("contact.is_group", { field: "members", detail: String(id) });
    if (!found.has(person.id)) found.set(person.id, person);
  }
  return found;
}

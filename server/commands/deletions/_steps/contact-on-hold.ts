import { isArchivedOnHold } from "@/server/store/archives/archived-conversations";
import type { ContactRow } from "@/server/store/contacts/contacts";
import { lockMergedInto } from "@/server/store/contacts/merged-contacts";
import type { Tx } from "@/server/store/events/tx";
import { isInGroupOnHold } from "@/server/store/groups/erased-members";

/** Maximum of merged contacts that are erased with a contact. */
const MERGED_MAX = 10_000;

/** Locks those that are erased with a locked contact: itself, and the contacts that were merged into it. */
export const lockWithMerged = async (tx: Tx, contact: ContactRow): Promise<ContactRow[]> => [
  contact,
  ...(await lockMergedInto(tx, contact.id, MERGED_MAX)),
];

/** Whether these contacts have to be kept: one is in a group, or in an archive, of an inbox on legal hold. */
export async function areOnHold(tx: Tx, contacts: readonly ContactRow[]): Promise<boolean> {
  const ids = contacts.map(({ id }) => id);
  return (await isInGroupOnHold(tx, ids)) || (await isArchivedOnHold(tx, ids));
}

/** The same of a locked contact, and those merged into it. */
export const isOnHold = async (tx: Tx, contact: ContactRow): Promise<boolean> =>
  areOnHold(tx, await lockWithMerged(tx, contact));

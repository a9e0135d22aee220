import type { ImportFields } from "@/server/domain/contact/contact-import";
import { findMatches, findNamesAlone, type Matched } from "@/server/store/contacts/contact-matches";
import type { Tx } from "@/server/store/events/tx";

/**
 * The contacts that rows of a file match. A row with a name alone matches who has this name alone: otherwise each import of a file
 * would create them again.
 */
export async function openMatches(
  tx: Tx,
  rows: readonly ImportFields[],
): Promise<(fields: ImportFields) => Matched> {
  const { accountId } = tx.caller;
  const matchesOf = await findMatches(tx, accountId, rows);
  const names = rows.flatMap((fields) => nameAlone(fields) ?? []);
  const alone = await findNamesAlone(tx, accountId, names);
  return (fields) => {
    const contactIds = alone.get(nameAlone(fields) ?? "");
    return contactIds ? { contactIds, aliases: new Set() } : matchesOf(fields);
  };
}

/** The name of a row that has nothing else by which a contact is found; null: it has. */
export const nameAlone = ({ name, email, phone, identifier }: ImportFields): string | null =>
  email === null && phone === null && identifier === null ? name : null;

import type { ContactDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "./contacts";

/** Locks the contacts that were merged into one, at most `limit`. Index: contact_merged. */
export const lockMergedInto = (tx: Tx, contactId: number, limit: number): Promise<ContactRow[]> =>
  tx.query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact where account_id = $1 and merged_into_id = $2
      order by id limit $3 for no key update`,
    [tx.caller.accountId, contactId, limit],
  );

/** The contacts that were merged into one, the last first, at most `limit`. Index: contact_merged. */
export async function listMergedInto(
  db: Db,
  { accountId, contactId, limit }: { accountId: number; contactId: number; limit: number },
): Promise<ContactDto[]> {
  const rows = await db.query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact where account_id = $1 and merged_into_id = $2
      order by id desc limit $3`,
    [accountId, contactId, limit],
  );
  return rows.map(toContactDto);
}

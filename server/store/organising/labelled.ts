import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** Conversations with a label, at most `limit` in ascending order of id. Index conversation_label_list. */
export async function listLabelled(tx: Tx, label: string, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select id from (select conversation_id as id from conversation_label
       where account_id = $1 and label = $2 and lifecycle <> 'purged' limit $3) as carrying order by id`,
    [tx.caller.accountId, label, limit],
  );
  return rows.map(({ id }) => id);
}

/** Contacts with a label, at most `limit` in ascending order of id. Index contact_label_pkey. */
export async function listLabelledContacts(tx: Tx, label: string, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `select contact_id as id from contact_label where account_id = $1 and label = $2 order by contact_id limit $3`,
    [tx.caller.accountId, label, limit],
  );
  return rows.map(({ id }) => id);
}

/** The number of conversations with a label; counts to `most`. */
export async function countLabelled(
  db: Db,
  accountId: number,
  { label, most }: { label: string; most: number },
): Promise<number> {
  const [row] = await db.query<{ found: number }>(
    `select count(*) as found from (select 1 from conversation_label
       where account_id = $1 and label = $2 and lifecycle <> 'purged' limit $3) as carrying`,
    [accountId, label, most],
  );
  return row?.found ?? 0;
}

import type { Actor } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** A label that was renamed or, with `toName` null, deleted while conversations and contacts carry its old name. */
export type LabelMove = { id: number; fromName: string; toName: string | null };

/** Queues the change of a label on its conversations and contacts: to its new name, or its removal. */
export async function appendLabelMove(tx: Tx, { fromName, toName }: Omit<LabelMove, "id">): Promise<void> {
  const { accountId, actor } = tx.caller;
  await tx.query("insert into label_move (account_id, from_name, to_name, actor) values ($1, $2, $3, $4)", [
    accountId,
    fromName,
    toName,
    actor,
  ]);
}

export type DueLabelMove = { accountId: number; moveId: number; actor: Actor };

/** The oldest of each account: a name that was renamed twice moves in order. */
export function listLabelMoves(db: Db, limit: number): Promise<DueLabelMove[]> {
  return db.query<DueLabelMove>(
    `select distinct on (account_id) account_id as "accountId", id as "moveId", actor
       from label_move order by account_id, id limit $1`,
    [limit],
  );
}

/** Locks a label move; null when it is done, or another process executes it. */
export async function lockLabelMove(tx: Tx, moveId: number): Promise<LabelMove | null> {
  const [move] = await tx.query<LabelMove>(
    `select id, from_name as "fromName", to_name as "toName" from label_move
      where account_id = $1 and id = $2 for update skip locked`,
    [tx.caller.accountId, moveId],
  );
  return move ?? null;
}

export async function deleteLabelMove(tx: Tx, moveId: number): Promise<void> {
  await tx.query("delete from label_move where account_id = $1 and id = $2", [tx.caller.accountId, moveId]);
}

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

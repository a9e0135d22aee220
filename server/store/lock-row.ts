import { type Columns, select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";

type Table = "canned_reply" | "endpoint" | "label";

/** Locks a row of the caller's account that is not deleted, until the transaction ends; null when there is none. */
export async function lockRow<Row extends Record<keyof Row, unknown>>(
  tx: Tx,
  table: Table,
  { id, columns }: { id: number; columns: Columns<Row> },
): Promise<Row | null> {
  const [row] = await tx.query<Row>(
    `select ${select(columns)} from ${table}
      where account_id = $1 and id = $2 and deleted_at is null for no key update`,
    [tx.caller.accountId, id],
  );
  return row ?? null;
}

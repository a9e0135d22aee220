import type { Tx } from "@/server/store/events/tx";
import { type Columns, select } from "./columns";

/** Tables whose rows can be locked, each with a condition that excludes deleted rows. */
const LIVE = {
  api_token: "",
  attribute_definition: "and deleted_at is null",
  canned_reply: "and deleted_at is null",
  company: "and deleted_at is null",
  contact_note: "and deleted_at is null",
  endpoint: "and deleted_at is null",
  label: "and deleted_at is null",
  macro: "and deleted_at is null",
  saved_view: "",
  team: "and deleted_at is null",
} as const;

type Table = keyof typeof LIVE;

/** Locks a row of the caller's account until the transaction ends; null when there is none. */
export async function lockRow<Row extends Record<keyof Row, unknown>>(
  tx: Tx,
  table: Table,
  { id, columns }: { id: number; columns: Columns<Row> },
): Promise<Row | null> {
  const [row] = await tx.query<Row>(
    `select ${select(columns)} from ${table}
      where account_id = $1 and id = $2 ${LIVE[table]} for no key update`,
    [tx.caller.accountId, id],
  );
  return row ?? null;
}

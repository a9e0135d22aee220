import { statementForms } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { type Columns, select } from "./columns";

type Lockable = { table: string; live?: string; isOfNoAccount?: true };

/** Rows that can be locked, each with the table and the condition that excludes others. */
const LOCKABLE = {
  account: { table: "account", isOfNoAccount: true },
  api_token: { table: "api_token" },
  archived_conversation: { table: "archived_conversation" },
  attribute_definition: { table: "attribute_definition", live: "deleted_at is null" },
  bulk_operation: { table: "bulk_operation" },
  running_bulk_operation: { table: "bulk_operation", live: "state = 'running'" },
  canned_reply: { table: "canned_reply", live: "deleted_at is null" },
  company: { table: "company", live: "deleted_at is null" },
  unreleased_company: { table: "company", live: "deleted_at is not null and not is_released" },
  contact_note: { table: "contact_note", live: "deleted_at is null" },
  deletion: { table: "deletion" },
  running_deletion: { table: "deletion", live: "state = 'running'" },
  deletion_plan: { table: "deletion_plan" },
  endpoint: { table: "endpoint", live: "deleted_at is null" },
  file: { table: "file" },
  inbox: { table: "inbox" },
  label: { table: "label", live: "deleted_at is null" },
  label_move: { table: "label_move" },
  macro: { table: "macro", live: "deleted_at is null" },
  member: { table: "member" },
  saved_view: { table: "saved_view" },
  team: { table: "team", live: "deleted_at is null" },
  two_factor: { table: "two_factor", isOfNoAccount: true },
} as const satisfies Record<string, Lockable>;

type Name = keyof typeof LOCKABLE;

/** Equality of the table's columns; with a list, one of these values. */
type Where = Readonly<Record<string, string | number | Uint8Array | readonly (string | number)[]>>;

const MODES = {
  /** Others may neither lock nor change the rows; they may refer to them. */
  change: "for no key update",
  /** The same, but what others have locked is left out instead of waited for. */
  skip: "for no key update skip locked",
  /** Others may share the rows too, and change none of them. */
  share: "for share",
} as const;

type Lock<Row> = {
  where: Where;
  columns: Columns<Row>;
  /** The column by which rows are locked one after the other, against deadlocks. */
  orderBy?: string;
  mode?: keyof typeof MODES;
};

/** By the places that lock: each has one text. */
const form = statementForms(40);

/** Locks rows of the caller's account until the transaction ends, in ascending order. */
export function lockRows<Row extends Record<keyof Row, unknown>>(
  tx: Tx,
  name: Name,
  { where, columns, orderBy = "id", mode = "change" }: Lock<Row>,
): Promise<Row[]> {
  const { table, live, isOfNoAccount }: Lockable = LOCKABLE[name];
  const all = isOfNoAccount ? where : { account_id: tx.caller.accountId, ...where };
  const conditions = Object.entries(all).map(([column, value], i) =>
    Array.isArray(value) ? `${column} = any($${i + 1})` : `${column} = $${i + 1}`,
  );
  const text = `
    select ${select(columns)} from ${table}
     where ${[...conditions, ...(live ? [live] : [])].join(" and ")} order by ${orderBy} ${MODES[mode]}`;
  return tx.query<Row>(form(text), Object.values(all));
}

/** Locks one row until the transaction ends; null when there is none. */
export async function lockRow<Row extends Record<keyof Row, unknown>>(
  tx: Tx,
  name: Name,
  { id, columns, mode = "change" }: { id: number; columns: Columns<Row>; mode?: keyof typeof MODES },
): Promise<Row | null> {
  const [row] = await lockRows(tx, name, { where: { id }, columns, mode });
  return row ?? null;
}

/** Whether the row exists; it cannot be changed or deleted before the transaction ends. */
export const shareRow = async (tx: Tx, name: Name, id: number): Promise<boolean> =>
  (await lockRow(tx, name, { id, columns: { id: "$.id" }, mode: "share" })) !== null;

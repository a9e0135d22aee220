import { statement } from "@/server/store/_postgres/statement";
import type { DrawnTable, Tx } from "./tx";

const DRAW = {
  contact: statement("select nextval('contact_id_seq') as id from generate_series(1, $1::int)"),
  contact_inbox: statement("select nextval('contact_inbox_id_seq') as id from generate_series(1, $1::int)"),
  conversation: statement("select nextval('conversation_id_seq') as id from generate_series(1, $1::int)"),
  message: statement("select nextval('message_id_seq') as id from generate_series(1, $1::int)"),
} as const satisfies Record<DrawnTable, unknown>;

/** Reserves ids for rows of the table. Of messages under their conversation's lock: their ids rise with their numbers. */
export async function drawIds(tx: Tx, table: DrawnTable, count: number): Promise<void> {
  const rows = await tx.query<{ id: number }>(DRAW[table], [count]);
  tx.drawnIds[table].push(...rows.map(({ id }) => id));
}

const TABLES = ["contact", "contact_inbox", "conversation", "message"] as const satisfies DrawnTable[];

const DRAW_EACH = statement(
  `select ${TABLES.map((table) => `nextval('${table}_id_seq') as ${table}`).join(", ")} from generate_series(1, $1::int)`,
);

/** Reserves ids for rows of each table: for contacts that begin a conversation with a message each. */
export async function drawEach(tx: Tx, count: number): Promise<void> {
  const rows = await tx.query<Record<DrawnTable, number>>(DRAW_EACH, [count]);
  for (const table of TABLES) tx.drawnIds[table].push(...rows.map((ids) => ids[table]));
}

/** How many a batch that has none left draws at once. */
const BATCH_IDS = 100;

/** The next reserved id; none is reserved: draws it. */
export async function takeId(tx: Tx, table: DrawnTable): Promise<number> {
  if (tx.drawnIds[table].length === 0) await drawIds(tx, table, tx.batch ? BATCH_IDS : 1);
  const id = tx.drawnIds[table].shift();
  if (id === undefined) throw new Error(`no id was drawn for ${table}`);
  return id;
}

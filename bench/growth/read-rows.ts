import type { Database } from "@/server/store/_postgres/db";
import { idOf, isOfScene, KINDS, type Row, type Scene, type SceneTable } from "./marks";

/** What is counted or derived at the end, or emptied by the product at once. */
const DERIVED = new Set([
  "account_counter",
  "account_head",
  "conversation_counter",
  "conversation_total",
  "counter_delta",
  "endpoint_hour",
  "endpoint_progress",
  "outbox",
  "search_due",
]);

type Column = { table: string; name: string; type: string };

/** The rows of every table that a scene has left, in order of writing. */
export async function readRows(database: Database, nth: number): Promise<Scene> {
  const columns = await database.query<Column>(COLUMNS);
  const tables: SceneTable[] = [];
  for (const name of new Set(columns.map(({ table }) => table))) {
    if (DERIVED.has(name)) continue;
    const of = columns.filter(({ table }) => table === name);
    const rows = await database.query<Row>(
      `select ${of.map((column) => `${column.name}::text as "${column.name}"`).join(", ")} from ${name} order by ctid`,
    );
    const own = rows.filter((row) => isOfScene(JSON.stringify(row), nth));
    if (own.length > 0)
      tables.push({ name, columns: of.filter((column) => isGiven(column, own)), rows: own });
  }
  return { nth, tables, counts: countsOf(tables, nth) };
}

/** An id to which nothing refers is drawn anew for each copy. */
const isGiven = ({ name }: Column, rows: readonly Row[]): boolean =>
  name !== "id" || rows.some((row) => /^(7[1-9]0{7}|.*-)/.test(row["id"] ?? ""));

const COLUMNS = `
  select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
     and exists (select 1 from pg_attribute k where k.attrelid = c.oid and k.attname = 'account_id')
   order by c.relname, a.attnum`;

/** How many ids of each kind the scene has drawn. */
function countsOf(tables: readonly SceneTable[], nth: number): Scene["counts"] {
  const text = JSON.stringify(tables);
  const drawn = (kind: number): number => {
    const pattern = new RegExp(`${String(idOf(kind, nth, 0)).slice(0, -3)}(\\d{3})`, "g");
    const places = new Set([...text.matchAll(pattern)].map(([, place]) => place));
    return places.size;
  };
  const { contact, contact_inbox, conversation, message, delivery, seq, display, inbox, agent } = KINDS;
  return {
    contact: drawn(contact),
    contact_inbox: drawn(contact_inbox),
    conversation: drawn(conversation),
    message: drawn(message),
    delivery: drawn(delivery),
    seq: drawn(seq),
    display: drawn(display),
    inbox: drawn(inbox),
    agent: drawn(agent),
  };
}

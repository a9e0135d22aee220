import type pg from "pg";

/** The tables that are filled. */
export const FILLED = [
  "contact",
  "contact_inbox",
  "conversation",
  "conversation_change",
  "conversation_label",
  "conversation_seen",
  "conversation_counter",
  "conversation_total",
  "delivery",
  "delivery_try",
  "event",
  "message",
  "message_attempt",
  "message_receipt",
  "notification",
  "policy_decision",
  "search_bucket",
  "search_entry",
  "transition",
] as const;

/** Drops the indexes of the filled tables but for their keys; returns the statements that make them. */
export async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.relname as name, replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') as definition
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      where t.relname = any($1) and not x.indisprimary`,
    [FILLED],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

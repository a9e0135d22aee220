import type { Database } from "@/server/store/_postgres/db";

/** The names of the tables with this text anywhere in a row. */
export async function tablesWith(database: Pick<Database, "query">, text: string): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<object>(
      `select 1 from ${name} as t where position($1 in t::text) > 0 limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

import type { Db } from "@/server/store/_postgres/db";

/** Table → its number of rows, and the youngest transaction that wrote one of them. */
export type Fingerprint = Record<string, string>;

/**
 * Two equal fingerprints mean that no table was written in between: rows that a committed transaction inserts or updates
 * carry its id, which is greater than every earlier one, and deleted rows are missing from the count. Sequences are left
 * out: an unused number is no change.
 */
export async function readFingerprint(db: Db): Promise<Fingerprint> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' rows, transaction ' || coalesce(max(xmin::text::bigint), 0) as summary
         from "${name}"`,
  );
  const rows = await db.query<{ name: string; summary: string }>(parts.join(" union all "));
  return Object.fromEntries(rows.map((row) => [row.name, row.summary]));
}

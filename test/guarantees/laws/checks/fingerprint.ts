import type { Db } from "@/server/store/_postgres/db";

/** Table → how many rows it has, and the youngest transaction that wrote one of them. */
export type Fingerprint = Record<string, string>;

/**
 * Two equal fingerprints mean that no table was written in between, bookkeeping included: what a committed transaction
 * inserts or updates carries its id, which is greater than every id before, and what it deletes is missing from the
 * count. Sequences are left out: a number drawn in vain is no change.
 */
export async function readFingerprint(db: Db): Promise<Fingerprint> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' rows, transaction ' || coalesce(max(xmin::text::bigint), 0) as held
         from "${name}"`,
  );
  const rows = await db.query<{ name: string; held: string }>(parts.join(" union all "));
  return Object.fromEntries(rows.map((row) => [row.name, row.held]));
}

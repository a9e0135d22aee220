import type pg from "pg";
import { createClient } from "@/server/lib/postgres/connection";
import { readCatalog } from "@/server/store/_postgres/catalog";

/** The schema of a database as the baseline's catalog describes it. */
export async function catalogOf(client: pg.Client): Promise<string[]> {
  await client.query("begin");
  const catalog = await readCatalog(client);
  await client.query("rollback");
  return catalog;
}

/** The migrations in force with their checksums, by name. */
export async function historyOf(client: pg.Client): Promise<string[][]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select migration_name as name, checksum from _prisma_migrations where finished_at is not null order by 1",
  );
  return rows.map(({ name, checksum }) => [name, checksum]);
}

/** How many rows each table has, and a digest of all of them. */
export async function contentsOf(
  client: pg.Client,
): Promise<Record<string, { rows: number; digest: string }>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition and relname <> '_prisma_migrations'`,
  );
  const contents: Record<string, { rows: number; digest: string }> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ rows: number; digest: string }>(
      `select count(*)::int as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`,
    );
    if (rows[0]) contents[name] = rows[0];
  }
  return contents;
}

/** Of tables that have triggers. */
export async function rowCounts(client: pg.Client): Promise<Record<string, number>> {
  const contents = Object.entries(await contentsOf(client)).filter(([, { rows }]) => rows > 0);
  return Object.fromEntries(contents.map(([name, { rows }]) => [name, rows]));
}

/** Each partition with its bounds and its indexes. */
export async function partitionsOf(client: pg.Client): Promise<unknown[]> {
  const { rows } = await client.query(
    `select c.relname, pg_get_expr(c.relpartbound, c.oid) as bounds,
            array(select pg_get_indexdef(x.indexrelid) from pg_index x where x.indrelid = c.oid order by 1) as indexes
       from pg_class c where c.relispartition and c.relkind = 'r' order by 1`,
  );
  return rows;
}

/** Rows, sequences, partitions, triggers and the log's epochs of a database. */
export async function stateOf(url: string) {
  const client = createClient(url);
  await client.connect();
  const contents = await contentsOf(client);
  const partitions = await partitionsOf(client);
  const sequences: unknown[] = [];
  const { rows: names } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'S' order by 1",
  );
  for (const { name } of names)
    sequences.push([name, (await client.query(`select last_value, is_called from ${name}`)).rows[0]]);
  const { rows: epochs } = await client.query<{ epoch: string }>(
    "select epoch from relay_state union all select epoch from account_head order by 1",
  );
  const { rows: triggers } = await client.query(
    "select tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2",
  );
  await client.end();
  return { contents, partitions, sequences, triggers, epochs: epochs.map(({ epoch }) => epoch) };
}

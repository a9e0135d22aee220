import type pg from "pg";
import { z } from "zod";

/** One table with the columns that are copied; generated columns are not. */
export const describedTable = z.object({ name: z.string(), columns: z.array(z.string()).min(1) });
export type DescribedTable = z.infer<typeof describedTable>;

const TABLES = `
  select c.relname as name,
         (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and c.relname <> '_prisma_migrations'
     and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
   order by c.relname`;

/** Every table of the schema but partitions, tables of extensions and the history of migrations. */
export async function listTables(client: pg.ClientBase): Promise<DescribedTable[]> {
  return (await client.query<DescribedTable>(TABLES)).rows;
}

const REFERENCES = `
  select distinct child.relname as name, parent.relname as "refersTo"
    from pg_constraint k join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
   where k.contype = 'f' and child.relnamespace = current_schema()::regnamespace and child.oid <> parent.oid`;

/**
 * The same tables, each after those that its foreign keys refer to.
 * @throws Error when keys refer to each other in a circle.
 */
export async function inOrderOfReferences(
  client: pg.ClientBase,
  tables: readonly DescribedTable[],
): Promise<DescribedTable[]> {
  const { rows } = await client.query<{ name: string; refersTo: string }>(REFERENCES);
  const ordered: DescribedTable[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const open = new Set(left.map(({ name }) => name));
    const ready = left.filter(({ name }) => !rows.some((key) => key.name === name && open.has(key.refersTo)));
    if (ready.length === 0) throw new Error(`foreign keys in a circle: ${[...open].join(", ")}`);
    ordered.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return ordered;
}

/** A name as Postgres reads it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Values look the same on every server, and no timeout of the server or its role ends a long copy. For this
 * transaction only.
 */
export const COPY_SETTINGS = `
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 3; set local client_encoding = 'UTF8';
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`;

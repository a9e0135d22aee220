import type { Db } from "@/server/store/_postgres/db";

/**
 * Records by triggers every row that a committed transaction inserts, updates or deletes, in all current tables.
 */
export async function watchWrites(db: Db): Promise<void> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  await db.query(`create table write_audit (id bigint generated always as identity primary key, name text)`);
  await db.query(`
    create function audit_write() returns trigger language plpgsql security definer as $$
    begin
      insert into write_audit (name) values (tg_argv[0]);
      return null;
    end $$`);
  for (const { name } of tables) {
    await db.query(`
      create trigger audit_write after insert or update or delete on "${name}" for each row
        execute function audit_write('${name}')`);
    await db.query(`
      create trigger audit_truncate after truncate on "${name}" execute function audit_write('${name}')`);
  }
}

/** The last record's position. */
export async function markWrites(db: Db): Promise<number> {
  const [row] = await db.query<{ id: number }>("select coalesce(max(id), 0) as id from write_audit");
  return row?.id ?? 0;
}

/** The tables written since, one name per row; sequences are left out. */
export async function tablesWrittenSince(db: Db, mark: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>("select name from write_audit where id > $1 order by id", [
    mark,
  ]);
  return rows.map(({ name }) => name);
}

import type pg from "pg";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { StartFailure } from "@/server/lib/process/start-failure";
import { listTables, quoted } from "./described-tables";

/**
 * Removes Tickline's tables, sequences and functions from a database that nobody uses, so that any release's schema can
 * be made in it. Extensions stay.
 * @param isReplacing also when it has an account.
 * @throws StartFailure when it is in use, has an account and is not to be replaced, or has tables of something else.
 */
export async function clearDatabase(url: string, isReplacing: boolean): Promise<void> {
  await withConnection(url, async (client) => {
    await refuseInUse(client);
    const tables = (await listTables(client)).map(({ name }) => name);
    if (tables.length === 0) return;
    if (!tables.includes("account") || !tables.includes("relay_state"))
      throw new StartFailure(
        "the database has tables of something else: restore into an empty database of its own",
      );
    const { rows } = await client.query("select 1 from account limit 1");
    if (rows.length > 0 && !isReplacing)
      throw new StartFailure(
        "the database is not empty: restore into an empty one, or add --replace to delete what it contains",
      );
    await drop(client, [...tables, "_prisma_migrations"]);
  });
}

/** Postgres lists a connection for a moment after its client has ended it. */
const IN_USE_WITHIN_MS = 2_000;

/** Other connections are those of a running Tickline, or of a program that would see half a restore. */
async function refuseInUse(client: pg.Client): Promise<void> {
  let count = 0;
  const isFree = async () => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null`,
    );
    count = rows[0]?.count ?? 0;
    return count === 0;
  };
  if (await waitUntil(isFree, { withinMs: IN_USE_WITHIN_MS })) return;
  throw new StartFailure(
    `the database is in use by ${count} other connection${count === 1 ? "" : "s"}: stop Tickline and every other program that uses it`,
  );
}

/** Its own sequences and functions only, in one transaction. */
async function drop(client: pg.Client, tables: readonly string[]): Promise<void> {
  const isOwn = (catalog: string) =>
    `not exists (select 1 from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = o.oid and d.deptype = 'e')`;
  await client.query("begin");
  await client.query(`drop table if exists ${tables.map(quoted).join(", ")} cascade`);
  const { rows } = await client.query<{ statement: string }>(
    `select format('drop sequence %s', o.oid::regclass) as statement from pg_class o
      where o.relkind = 'S' and o.relnamespace = current_schema()::regnamespace and ${isOwn("pg_class")}
      union all
     select format('drop function %s', o.oid::regprocedure) from pg_proc o
      where o.pronamespace = current_schema()::regnamespace and ${isOwn("pg_proc")}`,
  );
  for (const { statement } of rows) await client.query(statement);
  await client.query("commit");
}

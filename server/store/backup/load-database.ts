import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { withConnection } from "@/server/lib/postgres/connection";
import { StartFailure } from "@/server/lib/process/start-failure";
import {
  appliedChecksums,
  compareHistory,
  MIGRATION_LOCK_KEY,
  migrate,
} from "@/server/store/_postgres/migrate";
import { RESTORING } from "@/server/store/installation/installation";
import { clearDatabase } from "./clear-database";
import {
  COPY_SETTINGS,
  type DescribedTable,
  inOrderOfReferences,
  listTables,
  quoted,
} from "./described-tables";
import type { DatabaseDescription } from "./dump-database";

export type LoadOptions = {
  /** Without a pooler. */
  url: string;
  description: DatabaseDescription;
  /** Delete what the database contains. */
  isReplacing: boolean;
  /** The pieces of a table, as `dumpDatabase` made them. */
  rowsOf(table: DescribedTable): AsyncIterable<Buffer>;
  /** Called after each table with its number of rows. Throws to undo everything. */
  onLoaded(table: DescribedTable, rows: number): void;
};

/**
 * Makes a database equal to a dump: an empty schema of the dump's version, then all rows in one transaction, then the
 * migrations since. The log gets a new epoch, so that every cursor from before is answered 410: consumers may have seen
 * events that the dump lacks.
 * @throws StartFailure when the database is in use, is not empty, or the dump is of a newer release.
 */
export async function loadDatabase(options: LoadOptions): Promise<void> {
  const { url, description, isReplacing } = options;
  checkVersion(description);
  await clearDatabase(url, isReplacing);
  await migrate(url, undefined, new Set(Object.keys(description.migrations)));
  await inLockedTransaction(url, (client) => load(client, options));
  const applied = await migrate(url);
  if (applied.length > 0) await inLockedTransaction(url, pauseOutbound);
}

/** @throws StartFailure when this release cannot make the schema of the dump. */
export function checkVersion({ migrations }: Pick<DatabaseDescription, "migrations">): void {
  const { unknown, changed } = compareHistory(new Map(Object.entries(migrations)));
  if (unknown !== undefined)
    throw new StartFailure(
      `the archive was made by a newer release (migration ${unknown}): restore it with that release`,
    );
  if (changed !== undefined)
    throw new StartFailure(`the archive was made by another edition of the migration ${changed}`);
}

/** Under the lock of the migrations: a Tickline that starts meanwhile waits for the rows. */
async function inLockedTransaction(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  await withConnection(url, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK_KEY]);
    await client.query(`begin; ${COPY_SETTINGS}`);
    await work(client);
    await client.query("commit");
    await client.query("analyze"); // until then Postgres plans for empty tables
  });
}

async function load(client: pg.Client, { description, rowsOf, onLoaded }: LoadOptions): Promise<void> {
  await requireUnchanged(client, description);
  const tables = await inOrderOfReferences(client, description.tables);
  const names = tables.map(({ name }) => quoted(name));
  await client.query(`truncate ${names.join(", ")}`); // a migration inserts rows, such as that of relay_state
  await makePartitions(client, description.partitions);
  for (const table of tables) {
    const name = quoted(table.name);
    await client.query(`alter table ${name} disable trigger user`); // what triggers wrote is in the dump
    const target = client.query(
      copyFrom(`copy ${name} (${table.columns.map(quoted).join(", ")}) from stdin`),
    );
    await pipeline(Readable.from(rowsOf(table)), target);
    await client.query(`alter table ${name} enable trigger user`);
    onLoaded(table, target.rowCount);
  }
  for (const { name, value, isCalled } of description.sequences)
    await client.query("select setval($1::regclass, $2::bigint, $3)", [quoted(name), value, isCalled]);
  await changeEpoch(client);
  await pauseOutbound(client);
}

/**
 * Nothing leaves a restored copy until an administrator confirms: the original may still run. In place of the key of a
 * mark, the row shows that its files are not there yet. In the same transaction as the rows; a schema without the table has nothing to hold until its migrations have made it.
 */
async function pauseOutbound(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    "select to_regclass('installation') is not null as found",
  );
  if (rows[0]?.found)
    await client.query(
      "update installation set outbound_paused_at = now(), file_store_key = $1 where id = 1",
      [RESTORING],
    );
}

/** Another process may have started between the migrations and the lock. */
async function requireUnchanged(client: pg.Client, description: DatabaseDescription): Promise<void> {
  const applied = await appliedChecksums(client);
  const { rows } = await client.query("select 1 from account limit 1");
  if (applied.size !== Object.keys(description.migrations).length || rows.length > 0)
    throw new StartFailure("another process wrote to the database meanwhile: stop it and begin again");
  const present = new Map((await listTables(client)).map(({ name, columns }) => [name, new Set(columns)]));
  const missing = description.tables.find(
    ({ name, columns }) => !columns.every((column) => present.get(name)?.has(column)),
  );
  if (missing) throw new StartFailure(`the archive's table ${missing.name} differs from that of its release`);
}

const MONTHLY = /^([a-z_]+)_(\d{4})(0[1-9]|1[0-2])$/;

/** The partitions that the dump had: without them its rows would lie in the default partitions for ever. */
async function makePartitions(client: pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'p' and relnamespace = current_schema()::regnamespace",
  );
  for (const partition of names) {
    const [, parent = "", year, month] = MONTHLY.exec(partition) ?? [];
    if (!rows.some(({ name }) => name === parent))
      throw new StartFailure(`the archive has an unknown partition: ${partition}`);
    const from = new Date(Date.UTC(Number(year), Number(month) - 1));
    const to = new Date(Date.UTC(Number(year), Number(month)));
    await client.query(
      `create table if not exists ${quoted(partition)} partition of ${quoted(parent)}
         for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
    );
  }
}

/** An empty origin: the next start stores that of its Postgres and keeps the epoch. */
async function changeEpoch(client: pg.Client): Promise<void> {
  await client.query(
    `with state as (
       update relay_state set origin = '', epoch = substr(md5(gen_random_uuid()::text), 1, 12) returning epoch
     )
     update account_head set epoch = state.epoch from state`,
  );
}

import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { withConnection } from "@/server/lib/postgres/connection";
import { StartFailure } from "@/server/lib/process/start-failure";
import { appliedChecksums, compareHistory } from "@/server/store/_postgres/migrate";
import { COPY_SETTINGS, type DescribedTable, describedTable, listTables, quoted } from "./described-tables";
import { listFileKeys } from "./file-keys";

/** What a database contains beside rows. */
export const databaseDescription = z.object({
  /** Name → SHA-256 of the applied migrations: the schema's version. */
  migrations: z.record(z.string(), z.string()),
  tables: z.array(describedTable),
  /** Monthly partitions by their names; default partitions are always there. */
  partitions: z.array(z.string()),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
});
export type DatabaseDescription = z.infer<typeof databaseDescription>;

export type DatabaseDump = {
  description: DatabaseDescription;
  /** The rows of a table in Postgres' text format for COPY, in pieces that end with a row, of some `PIECE_BYTES`. */
  copy(table: DescribedTable): AsyncGenerator<Buffer, { rows: number }>;
  /** The keys of the bytes that the rows name. */
  fileKeys: readonly string[];
};

/** A piece is held in memory; a single row may be larger. */
const PIECE_BYTES = 4_194_304;

/**
 * Reads a whole database in one snapshot while others read and write it. `url`: without a pooler. Meanwhile tables cannot
 * be altered: a migration waits. `signal` ends it, also while Postgres is silent.
 * @throws StartFailure when the database is not of this release or an earlier one; the signal's reason.
 */
export async function dumpDatabase<T>(
  { url, signal }: { url: string; signal: AbortSignal },
  work: (dump: DatabaseDump) => Promise<T>,
): Promise<T> {
  const dumpTo = async (client: pg.Client) => {
    const tables = await listTables(client);
    if (!tables.some(({ name }) => name === "account"))
      throw new StartFailure("the database has no tables of Tickline: there is nothing to back up");
    await client.query(`begin isolation level repeatable read read only; ${COPY_SETTINGS}`);
    // Before the first query, which takes the snapshot: the rows of a partition that is dropped in between would be missing.
    await client.query(
      `lock table ${tables.map(({ name }) => quoted(name)).join(", ")} in access share mode`,
    );
    const description = await describe(client, tables);
    const fileKeys = await listFileKeys(client);
    const result = await work({ description, copy: (table) => copyTable(client, table), fileKeys });
    await client.query("commit");
    return result;
  };
  return withConnection(url, dumpTo, signal);
}

async function describe(client: pg.Client, tables: DescribedTable[]): Promise<DatabaseDescription> {
  const history = await appliedChecksums(client);
  const { unknown } = compareHistory(history);
  if (unknown !== undefined)
    throw new StartFailure(
      `the database has the migration ${unknown}, which this release does not know: back it up with the release that runs on it`,
    );
  const { rows: partitions } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relispartition and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
        and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' order by c.relname`,
  );
  const { rows: names } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'S' and relnamespace = current_schema()::regnamespace order by relname`,
  );
  const sequences: DatabaseDescription["sequences"] = [];
  for (const { name } of names) {
    const { rows } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${quoted(name)}`,
    );
    sequences.push(...rows.map((row) => ({ name, ...row })));
  }
  return {
    migrations: Object.fromEntries(history),
    tables,
    partitions: partitions.map(({ name }) => name),
    sequences,
  };
}

async function* copyTable(
  client: pg.Client,
  { name, columns }: DescribedTable,
): AsyncGenerator<Buffer, { rows: number }> {
  const list = columns.map(quoted).join(", ");
  const stream = client.query(copyTo(`copy (select ${list} from ${quoted(name)}) to stdout`));
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    const end = bytes < PIECE_BYTES ? -1 : chunk.lastIndexOf("\n");
    if (end === -1) continue;
    const piece = Buffer.concat(held, bytes - chunk.length + end + 1);
    held = [chunk.subarray(end + 1)];
    bytes = chunk.length - end - 1;
    yield piece;
  }
  if (bytes > 0) yield Buffer.concat(held);
  return { rows: stream.rowCount };
}

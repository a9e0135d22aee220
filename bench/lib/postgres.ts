import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { databaseSql } from "@/server/lib/postgres/roles";
import { prepareSchema } from "@/server/store/_postgres/migrate";

/** A temporary folder; `remove` it at the end. */
export function makeFolder(name: string): { dataDir: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `tickline-bench-${name}-`));
  chmodSync(folder, 0o711); // Postgres' user must be able to enter
  const dataDir = join(folder, "data");
  makeDataDir(dataDir);
  return { dataDir, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The addresses of a database, one for each role, as the product's environment. */
export type RoleEnv = Record<"DATABASE_URL" | "DATABASE_WORKER_URL" | "DATABASE_OWNER_URL", string>;

export type BenchPostgres = {
  /** Without a role, as the superuser. */
  urlOf: EmbeddedPostgres["urlOf"];
  execute(statement: string): Promise<void>;
  /** Creates a database that is used by the product's roles; returns their addresses. */
  create(database: string): Promise<RoleEnv>;
  stop(): Promise<void>;
};

/** The server that all benchmarks of this process share in a smoke run, which reports no times. */
let shared: Omit<BenchPostgres, "stop"> | undefined;

/** A Postgres like the built-in one, with its settings: durable. `settings`: others, to fill it; not of a shared one. */
export async function startPostgres(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchPostgres> {
  if (shared) return { ...shared, stop: dropDatabases };
  const postgres = await startEmbeddedPostgres(dataDir, { settings });
  return { ...usesOf(postgres), stop: postgres.stop };
}

/**
 * Makes every later `startPostgres` return one shared server without fsync, emptied by `stop`. Returns a function that
 * ends it.
 */
export async function sharePostgres(): Promise<() => Promise<void>> {
  const place = makeFolder("shared");
  const postgres = await startEmbeddedPostgres(place.dataDir, {
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  shared = usesOf(postgres);
  return async () => {
    shared = undefined;
    await postgres.stop();
    place.remove();
  };
}

const usesOf = ({ urlOf }: EmbeddedPostgres): Omit<BenchPostgres, "stop"> => ({
  urlOf,
  execute: (statement) => execute(urlOf("postgres"), statement),
  async create(database) {
    await execute(urlOf("postgres"), `create database ${database}`);
    await execute(urlOf(database), databaseSql(database));
    return {
      DATABASE_URL: urlOf(database, "app"),
      DATABASE_WORKER_URL: urlOf(database, "worker"),
      DATABASE_OWNER_URL: urlOf(database, "owner"),
    };
  },
});

/** The tables of a database that was made by `create`, without starting the product. */
export const prepare = (env: RoleEnv): Promise<string[]> =>
  prepareSchema({
    url: env.DATABASE_URL,
    allAccountsUrl: env.DATABASE_WORKER_URL,
    ownerUrl: env.DATABASE_OWNER_URL,
  });

async function dropDatabases(): Promise<void> {
  if (!shared) return;
  const { names } = await queryOne<{ names: string[] }>(
    shared.urlOf("postgres"),
    "select coalesce(json_agg(datname), '[]') as names from pg_database where not datistemplate and datname <> 'postgres'",
  );
  for (const name of names) await shared.execute(`drop database "${name}" with (force)`);
}

/** Runs one statement, or several as one transaction. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The single row of a query. */
export async function queryOne<R>(url: string, text: string, values: readonly unknown[] = []): Promise<R> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(text, [...values]);
    return rows[0] as R; // the caller names the row's type
  } finally {
    await client.end();
  }
}

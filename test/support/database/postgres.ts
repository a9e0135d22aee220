import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { reasonOf } from "@/server/lib/process/start-failure";
import { migrate } from "@/server/store/_postgres/migrate";
import { TEMPLATE, TEST_POSTGRES, TEST_POSTGRES_FAULT } from "./database";

/**
 * One Postgres for the whole test run, started by our own life cycle in a folder of its own, as durable as in
 * production, with a migrated template that `createTestDatabase` clones.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "tickline-test-"));
  await chmod(folder, 0o711); // Postgres' user must be able to enter, else the cluster goes to the shared place
  makeDataDir(join(folder, "data"));
  const postgres = await startEmbeddedPostgres(join(folder, "data"), {
    settings: { max_connections: "300" },
  });
  process.env[TEST_POSTGRES] = postgres.urlOf("postgres");
  try {
    await execute(postgres.urlOf("postgres"), `create database ${TEMPLATE}`);
    await migrate(postgres.urlOf(TEMPLATE));
    await execute(postgres.urlOf(TEMPLATE), await readFile(new URL("./guard.sql", import.meta.url), "utf8"));
  } catch (error) {
    process.env[TEST_POSTGRES_FAULT] = reasonOf(error); // tests without a database still run
  }
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { chmod, mkdir, mkdtemp, readFile, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createClient, withConnection } from "@/server/lib/postgres/connection";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { makeDataDir } from "@/server/lib/postgres/place";
import { databaseSql } from "@/server/lib/postgres/roles";
import { reasonOf } from "@/server/lib/process/start-failure";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { TEST_PROGRAMS } from "@/test/support/processes/bundled";
import { TEMPLATE, TEST_POSTGRES, TEST_POSTGRES_FAULT } from "./database";

/** A test kills processes, never the machine: data that Postgres passed to the system survives without a flush. */
const WITHOUT_FLUSH = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Tests open some 2,000 connections: an iteration of the password's hash for each instead of 4,096. */
const WITH_QUICK_SIGN_IN = { scram_iterations: "1" };

/**
 * One Postgres for the whole test run, started by the product's life cycle in a temporary folder, with a migrated template
 * that `createTestDatabase` clones. Tests of durability start their own Postgres.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env[TEST_POSTGRES]) return async () => {}; // another project of this run started it
  const folder = await mkdtemp(join(await temporaryPlace(), "tickline-test-"));
  await chmod(folder, 0o711); // Postgres' user must be able to enter, else the cluster goes to the shared place
  makeDataDir(join(folder, "data"));
  const programs = resolve("dist", "test", String(process.pid)); // below the root, because they import from node_modules
  await mkdir(programs, { recursive: true });
  process.env[TEST_PROGRAMS] = programs;
  const postgres = await startEmbeddedPostgres(join(folder, "data"), {
    settings: { max_connections: "300", ...WITHOUT_FLUSH, ...WITH_QUICK_SIGN_IN },
  });
  const url = postgres.urlOf("postgres");
  process.env[TEST_POSTGRES] = url;
  try {
    const client = createClient(url);
    await execute(url, `alter role current_user password ${client.escapeLiteral(client.password ?? "")}`);
    await execute(url, `create database ${TEMPLATE}`);
    await execute(postgres.urlOf(TEMPLATE), databaseSql(TEMPLATE));
    await prepareSchema({
      ownerUrl: postgres.urlOf(TEMPLATE, "owner"),
      allAccountsUrl: postgres.urlOf(TEMPLATE, "worker"),
      url: postgres.urlOf(TEMPLATE, "app"),
    });
    await execute(postgres.urlOf(TEMPLATE), await readFile(new URL("./guard.sql", import.meta.url), "utf8"));
  } catch (error) {
    process.env[TEST_POSTGRES_FAULT] = reasonOf(error); // tests without a database still run
  }
  return async () => {
    await postgres.stop();
    for (const made of [folder, programs]) await rm(made, { recursive: true, force: true });
  };
}

const MEMORY = "/dev/shm";
const MEMORY_MIN_BYTES = 6 * 1024 ** 3;

/** Memory where it is plenty, as nothing in this cluster outlives the run; else the folder for temporary files. */
async function temporaryPlace(): Promise<string> {
  const place = await statfs(MEMORY).catch(() => null);
  return place && place.bavail * place.bsize >= MEMORY_MIN_BYTES ? MEMORY : tmpdir();
}

async function execute(url: string, statement: string): Promise<void> {
  await withConnection(url, (client) => client.query(statement));
}

import { randomBytes } from "node:crypto";
import { afterAll, onTestFinished } from "vitest";
import { keptData } from "@/server/dialects/wukongim/store/kept-data";
import { withConnection } from "@/server/lib/postgres/connection";
import { passwordOf, ROLES, type Role } from "@/server/lib/postgres/roles";
import type { Database, Db } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";
import { provideDialectData } from "@/server/store/deletions/dialect-data";

export const TEMPLATE = "tickline_template";
export const TEST_POSTGRES = "TICKLINE_TEST_POSTGRES";
export const TEST_POSTGRES_FAULT = "TICKLINE_TEST_POSTGRES_FAULT";

/**
 * `url`: as the superuser. `appUrl`: as the plain role, which sees one account at a time; with TEST_ONE_ROLE as the
 * superuser.
 */
export type TestDatabase = { url: string; appUrl: string; name: string; drop(): Promise<void> };

/**
 * A new database for a test file: migrated, empty, dropped after the file's last test. Call it once per file, in
 * `beforeAll` or at the top level: it takes about 50 ms.
 * @param template another database to clone, or null for one without any table.
 */
export async function createTestDatabase(template: string | null = TEMPLATE): Promise<TestDatabase> {
  const made = await cloneDatabase(template);
  afterAll(made.drop);
  return made;
}

/** The same for a single test: call it within. */
export async function createDatabaseForTest(): Promise<TestDatabase> {
  const made = await cloneDatabase(TEMPLATE);
  onTestFinished(made.drop);
  return made;
}

async function cloneDatabase(template: string | null): Promise<TestDatabase> {
  provideDialectData([keptData]); // as the composition root does
  const fault = process.env[TEST_POSTGRES_FAULT];
  if (fault && template === TEMPLATE) throw new Error(`the test database has no tables: ${fault}`);
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(
    // Copying files takes half the work of writing them through the log, which pays off for templates much smaller still.
    `create database ${name} template ${template ?? "template0"} owner ${ROLES.owner} strategy file_copy`,
    `revoke temporary on database ${name} from public`, // a clone has its template's tables, not its rights
  );
  const drop = () => onServer(`drop database if exists ${name} with (force)`);
  const url = testServerUrl(name);
  return { url, appUrl: process.env["TEST_ONE_ROLE"] ? url : testServerUrl(name, "app"), name, drop };
}

/** Address of a database of the test run's Postgres; without a role, as the superuser. */
export function testServerUrl(database: string, role?: Role): string {
  const server = process.env[TEST_POSTGRES];
  if (!server)
    throw new Error(
      "no test database: run the tests with vitest, which starts one (test/support/database/postgres.ts)",
    );
  const url = Object.assign(new URL(server), { pathname: `/${database}` });
  return role
    ? Object.assign(url, { username: ROLES[role], password: passwordOf(role, url.password) }).href
    : url.href;
}

async function onServer(...statements: string[]): Promise<void> {
  await withConnection(testServerUrl("postgres"), async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

type Watch = (db: Db, text: string, values: readonly unknown[] | undefined) => void | Promise<void>;

/** The same database, which reports every statement before running it. */
export function watchDatabase(database: Database, watch: Watch): Database {
  const watched = (db: Db): Db => ({
    async query(sql, values, account) {
      await watch(within(db, account), textOf(sql), values);
      return db.query(sql, values, account);
    },
    async raw(text, values, account) {
      await watch(within(db, account), text, values);
      return db.raw(text, values, account);
    },
  });
  return {
    ...watched(database),
    transaction: (work, account) => database.transaction((db) => work(watched(db)), account),
    snapshot: (work, account) => database.snapshot((db) => work(watched(db)), account),
    close: () => database.close(),
  };
}

/** For the watcher's own statements: on behalf of the same account. */
const within = (db: Db, account: number | undefined): Db => ({
  query: (sql, values) => db.query(sql, values, account),
  raw: (text, values) => db.raw(text, values, account),
});

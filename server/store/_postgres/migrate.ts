import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type pg from "pg";
import { withConnection } from "@/server/lib/postgres/connection";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { adoptBaseline, readBaseline } from "./adopt-baseline";
import { grantRights, type RoleAddresses } from "./grant-rights";
import { openSchemaEngine } from "./schema-engine";
import { warnOfRole } from "./warn-of-role";

/** Tickline's key. Not 72707369, the engine's: with the same key this lock and the engine's would deadlock. */
export const MIGRATION_LOCK_KEY = 1_953_063_787;

const MIGRATIONS = "prisma/migrations";

type Migration = { name: string; script: string };

/**
 * Upgrades a database to the newest migration of `folder` (Prisma's format, `NNNN_name/migration.sql`). Each file is one
 * transaction. Processes that start together wait for each other. A migration that failed earlier is tried again: it
 * left no changes. A database with the migrations that a baseline replaces gets the baseline instead.
 * @param only the migrations of an earlier release, for a database that is to have its schema.
 * @returns the names of the migrations that were applied now.
 * @throws StartFailure when a file fails, was changed after it was applied, or is unknown to this release.
 */
export async function migrate(
  databaseUrl: string,
  folder = MIGRATIONS,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const migrations = readMigrations(folder).filter(({ name }) => !only || only.has(name));
  return withConnection(databaseUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK_KEY]);
    const applied = await readHistory(client, folder, migrations);
    checkHistory(applied, migrations);
    if (applied.size === migrations.length) return []; // nothing to do: saves the engine's 100 ms
    await client.query(
      "do $$ begin if to_regclass('_prisma_migrations') is not null then update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null; end if; end $$",
    );
    return await applyAll(databaseUrl, folder, migrations);
  });
}

/** The migrations of a folder in their order. */
function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, script: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}

async function applyAll(databaseUrl: string, folder: string, migrations: Migration[]): Promise<string[]> {
  const { engine, lastFault, close } = await openSchemaEngine(databaseUrl);
  const lockfile = join(folder, "migration_lock.toml");
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: resolve(folder),
        lockfile: {
          path: "migration_lock.toml",
          content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null,
        },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    throw new StartFailure(`a migration failed and changed nothing: ${lastFault() ?? reasonOf(error)}`);
  } finally {
    await close();
  }
}

/** The applied migrations, after the baseline, if there is one, has replaced the development migrations. */
async function readHistory(
  client: pg.Client,
  folder: string,
  [first]: readonly Migration[],
): Promise<Map<string, string>> {
  const applied = await appliedChecksums(client);
  const baseline = first && applied.size > 0 && !applied.has(first.name) && readBaseline(folder, first.name);
  if (!baseline || !(await adoptBaseline(client, baseline, applied))) return applied;
  return appliedChecksums(client);
}

/** Name → SHA-256 of each applied migration. */
export async function appliedChecksums(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    "select to_regclass('_prisma_migrations') is not null as exists",
  );
  if (!tables[0]?.exists) return new Map();
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** The engine itself detects neither an edited nor a missing migration. */
function checkHistory(applied: ReadonlyMap<string, string>, migrations: Migration[]): void {
  const fault = faultOfHistory(applied, migrations);
  if (fault !== null) throw new StartFailure(fault);
}

function faultOfHistory(applied: ReadonlyMap<string, string>, migrations: Migration[]): string | null {
  const { unknown, changed } = compareHistory(applied, migrations);
  if (unknown !== undefined)
    return `the database has the migration ${unknown}, which this release does not know: start the newer release`;
  if (changed === undefined) return null;
  return `the migration ${changed} was changed after it had been applied to this database`;
}

/**
 * The migrations of this release that a database lacks, in their order, and why no process of this release starts on it, or null.
 * Changes nothing.
 */
export async function readSchemaState(url: string): Promise<{ missing: string[]; fault: string | null }> {
  const migrations = readMigrations(MIGRATIONS);
  return withConnection(url, async (client) => {
    const applied = await appliedChecksums(client);
    const missing = migrations.map(({ name }) => name).filter((name) => !applied.has(name));
    // Without the first one it is empty, or of the development: a start makes the others of it.
    const isBegun = missing[0] !== migrations[0]?.name;
    return { missing, fault: isBegun ? faultOfHistory(applied, migrations) : null };
  });
}

/** SHA-256 of a text that a migration had for some hours of its development; a later migration makes both the same. */
const FORMER_TEXT: ReadonlyMap<string, string> = new Map([
  ["0007_sso_identity", "80170c61d9c90e1dc47f1141ccd533db354f16d31179eab0dc5793f46c1b1533"], // 0009
]);

/** The first migration of a history (name → SHA-256) that this release does not have, or has with other contents. */
export function compareHistory(
  history: ReadonlyMap<string, string>,
  migrations: Migration[] = readMigrations(MIGRATIONS),
): { unknown: string | undefined; changed: string | undefined } {
  const checksums = new Map(
    migrations.map(({ name, script }) => [name, createHash("sha256").update(script).digest("hex")]),
  );
  const names = [...history.keys()];
  const isSame = (name: string) => [checksums.get(name), FORMER_TEXT.get(name)].includes(history.get(name));
  return {
    unknown: names.find((name) => !checksums.has(name)),
    changed: names.find((name) => checksums.has(name) && !isSame(name)),
  };
}

/**
 * Upgrades the database and gives the roles their rights. Warns when the role of requests could do more than it must.
 * @returns the names of the migrations that were applied now.
 */
export async function prepareSchema(addresses: RoleAddresses): Promise<string[]> {
  const applied = await migrate(addresses.ownerUrl);
  await grantRights(addresses);
  await warnOfRole(addresses.url);
  return applied;
}

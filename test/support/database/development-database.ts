import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase, type TestDatabase } from "./database";

/** Name → script of the 39 migrations that development versions had, as commit 0c2e1cd had them. */
export const DEVELOPMENT_MIGRATIONS = z
  .record(z.string(), z.string())
  .parse(
    JSON.parse(
      gunzipSync(
        readFileSync(new URL("../../fixtures/development-migrations.json.gz", import.meta.url)),
      ).toString(),
    ),
  );

/** Their names, in the order in which they were applied. */
export const DEVELOPMENT_NAMES = Object.keys(DEVELOPMENT_MIGRATIONS).sort();

let template: Promise<string> | undefined;

/** A database as a development version left it: with all of its migrations, or with `names` of them. */
export async function createDevelopmentDatabase(names?: readonly string[]): Promise<TestDatabase> {
  if (names) return apply(names);
  template ??= apply(DEVELOPMENT_NAMES).then(({ name }) => name); // once per file: it takes seconds
  return createTestDatabase(await template);
}

async function apply(names: readonly string[]): Promise<TestDatabase> {
  const database = await createTestDatabase(null);
  const folder = mkdtempSync(join(tmpdir(), "tickline-migrations-"));
  try {
    for (const name of names) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "migration.sql"), DEVELOPMENT_MIGRATIONS[name] ?? "");
    }
    writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
    await migrate(database.url, folder);
    return database;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { onTestFinished } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { migrate } from "@/server/store/_postgres/migrate";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { createTestDatabase } from "./database";

const MIGRATIONS = "prisma/migrations";

/** A database as it was before a migration, and a connection that ends with the test. `upgrade` returns the names of what it ran. */
export async function openBeforeMigration(
  migration: string,
): Promise<{ client: pg.Client; upgrade: () => Promise<readonly string[]> }> {
  const { url } = await createTestDatabase(null);
  const before = join(temporaryFolder(), "migrations");
  mkdirSync(before);
  for (const name of readdirSync(MIGRATIONS).filter((one) => !/^\d/.test(one) || one < migration))
    cpSync(join(MIGRATIONS, name), join(before, name), { recursive: true });
  await migrate(url, before);
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  return { client, upgrade: () => migrate(url, MIGRATIONS) };
}

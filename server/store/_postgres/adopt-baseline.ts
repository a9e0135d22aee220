import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { log } from "@/server/lib/process/log";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { compareCatalogs, readCatalog } from "./catalog";

/** The schema engine's own lock: prevents another engine from writing the history. */
const ENGINE_LOCK_KEY = 72_707_369;

/** The last commit that has the migrations which the baseline replaces. */
const LAST_DEVELOPMENT_COMMIT = "0c2e1cd";

/** A migration that replaces all migrations made before the first release. */
export type Baseline = {
  name: string;
  checksum: string;
  /** Name → SHA-256 of the migrations it replaces. */
  replaces: ReadonlyMap<string, string>;
  /** Upgrades a database with all of those migrations to the baseline's schema. */
  preparation: string;
  /** The schema that the baseline makes, as `readCatalog` describes it. */
  catalog: readonly string[];
};

/** Reads the files next to a baseline migration (`replaces.txt`, `replaces.sql`, `catalog.txt`); null for other migrations. */
export function readBaseline(folder: string, name: string): Baseline | null {
  const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
  if (!existsSync(join(folder, name, "replaces.txt"))) return null;
  return {
    name,
    checksum: createHash("sha256").update(read("migration.sql")).digest("hex"),
    replaces: readChecksums(read("replaces.txt")),
    preparation: read("replaces.sql"),
    catalog: read("catalog.txt").trimEnd().split("\n"),
  };
}

/** Name → checksum, from lines as `sha256sum` writes them. */
export const readChecksums = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)].map(([, checksum = "", name = ""]) => [name, checksum]),
  );

/**
 * Replaces the development migrations by the baseline, in one transaction, if the database has all of them
 * and their schema. Call it under the migrations' lock. `applied`: the database's history, name → checksum.
 * @returns whether the history was replaced; false when the database is empty, has the baseline, or is of another release.
 * @throws StartFailure when it has only some of them, or its schema or rows do not allow it. Then nothing is changed.
 */
export async function adoptBaseline(
  client: pg.ClientBase,
  baseline: Baseline,
  applied: ReadonlyMap<string, string>,
): Promise<boolean> {
  const names = [...applied.keys()].sort();
  if (names.length === 0 || names.some((name) => !baseline.replaces.has(name))) return false;
  requireAll(baseline, applied);
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [ENGINE_LOCK_KEY]);
    await client.query(baseline.preparation);
    requireSchema(baseline, await readCatalog(client));
    await client.query("delete from _prisma_migrations");
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values (gen_random_uuid()::text, $1, $2, now(), now(), 1)`,
      [baseline.checksum, baseline.name],
    );
    await client.query("commit");
    log.info(
      { migrations: applied.size },
      "the baseline took the place of the database's earlier migrations",
    );
    return true;
  } catch (error) {
    await client.query("rollback").catch(() => undefined); // a lost connection has rolled back
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`the database of a development version was not changed: ${reasonOf(error)}`);
  }
}

function requireAll({ replaces }: Baseline, applied: ReadonlyMap<string, string>): void {
  const edited = [...applied].find(([name, checksum]) => replaces.get(name) !== checksum);
  if (edited)
    throw new StartFailure(
      `the migration ${edited[0]} was changed after it had been applied to this database`,
    );
  if (applied.size === replaces.size) return;
  const missing = [...replaces.keys()].find((name) => !applied.has(name));
  throw new StartFailure(
    `the database is of a development version that had ${applied.size} of ${replaces.size} migrations (${missing} is missing) and was not changed: start commit ${LAST_DEVELOPMENT_COMMIT} on it once, then this release`,
  );
}

function requireSchema({ catalog }: Baseline, found: readonly string[]): void {
  const differences = compareCatalogs(catalog, found);
  if (differences.length === 0) return;
  const count = differences.length === 1 ? "1 object" : `${differences.length} objects`;
  throw new StartFailure(
    `the database was not changed: its schema differs from the one that its migrations make, in ${count} (${differences.slice(0, 3).join("; ")}): undo that, then start again`,
  );
}

import { findRunningPostgres } from "@/server/lib/postgres/embedded";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { hasCluster, makeDataDir } from "@/server/lib/postgres/place";
import { type DatabaseEnv, providePostgres } from "@/server/lib/postgres/provide";
import type { Life } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { prepareSchema } from "@/server/store/_postgres/migrate";

export type CliDatabaseOptions = {
  /** Whether the migrations run when the program starts the database, or uses an external one. */
  migrates?: boolean;
  /** Refuses a built-in database on which Tickline runs. */
  isExclusive?: boolean;
  /** Refuses a data folder without a database, instead of making one there. */
  isExisting?: boolean;
};

/**
 * The database for a command-line program, as its owner: DATABASE_URL, else the built-in one of DATA_DIR. It starts the
 * built-in one for the time of the program, unless Tickline is running on it.
 */
export async function openCliDatabase(
  life: Life,
  env: DatabaseEnv,
  { migrates = true, isExclusive = false, isExisting = false }: CliDatabaseOptions = {},
): Promise<string> {
  if (!env.DATABASE_URL) {
    if (isExisting && !hasCluster(env.DATA_DIR))
      throw new StartFailure(
        `there is no database in ${env.DATA_DIR} (DATA_DIR), and DATABASE_URL is not set: run this with the environment of Tickline`,
      );
    makeDataDir(env.DATA_DIR);
    const running = isExclusive ? null : await findRunningPostgres(env.DATA_DIR);
    if (running) return running;
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  const postgres = await life.step("database", {
    start: () => providePostgres(env),
    stop: (provided) => provided.stop(),
  });
  if (migrates) await life.step("migrations", { start: () => prepareSchema(postgres) });
  return postgres.ownerUrl;
}

import pg from "pg";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { SUPERUSER } from "@/server/lib/postgres/cluster";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { readPidFile } from "@/server/lib/postgres/pid-file";
import { findPlace, makeDataDir } from "@/server/lib/postgres/place";
import { type DatabaseEnv, providePostgres } from "@/server/lib/postgres/provide";
import type { Life } from "@/server/lib/process/lifecycle";
import { migrate } from "@/server/store/_postgres/migrate";

/**
 * The database for a program of the command line, migrated: DATABASE_URL, else the built-in one of DATA_DIR, which is
 * started for as long as the program runs, unless Tickline itself is running on it.
 */
export async function openCliDatabase(life: Life, env: DatabaseEnv): Promise<string> {
  if (!env.DATABASE_URL) {
    makeDataDir(env.DATA_DIR);
    const running = await findRunning(env.DATA_DIR);
    if (running) return running;
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  const postgres = await life.step("database", {
    start: () => providePostgres(env),
    stop: (provided) => provided.stop(),
  });
  await life.step("migrations", { start: () => migrate(postgres.directUrl) });
  return postgres.directUrl;
}

/** Address of the built-in database, if it answers now. */
async function findRunning(dataDir: string): Promise<string | null> {
  const { home, cluster } = findPlace(dataDir);
  const running = readPidFile(cluster);
  if (!running) return null;
  const url = `postgresql://${SUPERUSER}:${storedSecret(home, "postgres-password")}@127.0.0.1:${running.port}/tickline`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return url;
  } catch {
    return null; // the file was left behind by a database that is gone
  } finally {
    await client.end().catch(() => undefined);
  }
}

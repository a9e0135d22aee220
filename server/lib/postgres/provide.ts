import pg from "pg";
import type { Env } from "@/server/lib/process/env";
import { startEmbeddedPostgres } from "./embedded";
import { checkExternalPostgres } from "./external";

export type ProvidedPostgres = {
  /** The address for transactions. */
  url: string;
  /** The same database without its pooler: for migrations, the first run, the relay and the process bus. */
  directUrl: string;
  /** False behind a pooler: the next transaction may use a connection without the prepared statement. */
  prepares: boolean;
  /** Whether the database answers now (probed at most twice a second). */
  isUp(): Promise<boolean>;
  stop(): Promise<void>;
};

export type DatabaseEnv = Pick<Env, "DATABASE_URL" | "DATABASE_DIRECT_URL" | "DATA_DIR">;

/** The app's database: the operator's own (DATABASE_URL), else the built-in one of the data folder. */
export async function providePostgres({
  DATABASE_URL: url,
  DATABASE_DIRECT_URL: directUrl,
  DATA_DIR: dataDir,
}: DatabaseEnv): Promise<ProvidedPostgres> {
  if (url) {
    await checkExternalPostgres({ DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl });
    const probe = openProbe(url);
    return {
      url,
      directUrl: directUrl ?? url,
      prepares: directUrl === undefined,
      isUp: probe.isUp,
      stop: probe.close,
    };
  }
  const embedded = await startEmbeddedPostgres(dataDir);
  const probe = openProbe(embedded.url);
  return {
    url: embedded.url,
    directUrl: embedded.url,
    prepares: true,
    isUp: async () => embedded.isUp() && (await probe.isUp()),
    stop: async () => {
      await probe.close();
      await embedded.stop();
    },
  };
}

const PROBE_EVERY_MS = 500;
const PROBE_TIMEOUT_MS = 2000;

function openProbe(url: string): { isUp(): Promise<boolean>; close(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  pool.on("error", () => undefined); // the next probe reports it
  let cached: { at: number; answer: Promise<boolean> } | undefined;
  const probe = () =>
    pool.query("select 1").then(
      () => true,
      () => false,
    );
  return {
    isUp: () => {
      const now = performance.now();
      if (!cached || now - cached.at > PROBE_EVERY_MS) cached = { at: now, answer: probe() };
      return cached.answer;
    },
    close: () => pool.end(),
  };
}

import pg from "pg";
import type { Env } from "@/server/lib/env/env";
import { refuseWrongReplicas } from "./check-replicas";
import { startEmbeddedPostgres } from "./embedded";
import { checkExternalPostgres, warnOfFewConnections } from "./external";

export type ProvidedPostgres = {
  /** The address for what is done for a caller. Its role sees one account at a time. */
  url: string;
  /** For work on all accounts: authentication, jobs. The same as `url` where one role does everything. */
  allAccountsUrl: string;
  /** The same without its pooler: for the relay and the process bus. */
  directUrl: string;
  /** The role that owns the tables, without a pooler: for migrations, rights, the first run. */
  ownerUrl: string;
  /** False behind a pooler: the next transaction may use a connection without the prepared statement. */
  prepares: boolean;
  /** Standbys for reads. */
  replicaUrls: readonly string[];
  /** Whether the database answers now (probed at most twice a second). */
  isUp(): Promise<boolean>;
  stop(): Promise<void>;
};

export type DatabaseEnv = Pick<
  Env,
  "DATABASE_URL" | "DATABASE_WORKER_URL" | "DATABASE_DIRECT_URL" | "DATABASE_OWNER_URL" | "DATA_DIR"
> &
  Partial<Pick<Env, "DATABASE_REPLICA_URL">>;

/** Postgres' own default, and what it keeps for others than Tickline: `npm run doctor`, a backup, an operator. */
const CONNECTIONS_DEFAULT = 100;
const CONNECTIONS_OF_OTHERS = 10;

/**
 * The app's database: the operator's own (DATABASE_URL), else the built-in one of the data folder. `connections`: the most that
 * this program opens; the built-in one allows them, and of another one that allows fewer the log warns.
 */
export async function providePostgres(
  {
    DATABASE_URL: url,
    DATABASE_WORKER_URL: workerUrl,
    DATABASE_DIRECT_URL: directUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_REPLICA_URL: replicaUrls = [],
    DATA_DIR: dataDir,
  }: DatabaseEnv,
  { connections = 0 }: { connections?: number } = {},
): Promise<ProvidedPostgres> {
  const needed = connections + CONNECTIONS_OF_OTHERS;
  if (url) {
    await checkExternalPostgres({
      DATABASE_URL: url,
      DATABASE_WORKER_URL: workerUrl,
      DATABASE_DIRECT_URL: directUrl,
      DATABASE_OWNER_URL: ownerUrl,
    });
    await refuseWrongReplicas(replicaUrls, { primaryUrl: url, isPooled: directUrl !== undefined });
    if (connections > 0 && !directUrl) await warnOfFewConnections(url, needed);
    const probe = openProbe(url);
    const allAccountsUrl = workerUrl ?? url;
    return {
      url,
      allAccountsUrl,
      directUrl: directUrl ?? allAccountsUrl,
      ownerUrl: ownerUrl ?? directUrl ?? allAccountsUrl,
      prepares: directUrl === undefined,
      replicaUrls,
      isUp: probe.isUp,
      stop: probe.close,
    };
  }
  const settings = needed > CONNECTIONS_DEFAULT ? { max_connections: String(needed) } : {};
  const embedded = await startEmbeddedPostgres(dataDir, { settings });
  const { app, worker, owner } = embedded.urls;
  const probe = openProbe(app);
  return {
    url: app,
    allAccountsUrl: worker,
    directUrl: worker,
    ownerUrl: owner,
    prepares: true,
    replicaUrls: [],
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

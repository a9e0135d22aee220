import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { log } from "@/server/lib/process/log";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import { type Cluster, openCluster, SUPERUSER } from "./cluster";
import { withConnection } from "./connection";
import { freePort, type LaunchOptions, launch, type Postmaster } from "./launch";
import { clearCluster, readPidFile, stopPostmaster } from "./lock";
import { findPlace, storePlace } from "./place";
import { passwordOf, provideRoles, ROLES, type Role } from "./roles";

export type EmbeddedPostgres = {
  /** Addresses of the application's database, one for each role. */
  urls: RoleUrls;
  /** Address of another database of the same server; without a role, as the superuser. */
  urlOf(database: string, role?: Role): string;
  /** False while Postgres is down and being restarted. */
  isUp(): boolean;
  /** Calls `listener` at every change of `isUp`. Returns a function that unsubscribes. */
  onChange(listener: (isUp: boolean) => void): () => void;
  /** The postmaster's process id. */
  pid(): number;
  /** Ends clients, writes a checkpoint and waits until the process has ended. */
  stop(): Promise<void>;
};

export type RoleUrls = Readonly<Record<Role, string>>;

const DATABASE = "tickline";
const LOG_BYTES_MAX = 5_000_000;

/**
 * Starts the built-in Postgres of a data folder and restarts it until `stop`. Call it only while holding the folder's
 * lock. Its port is chosen once and stored; it listens on loopback, with a random password.
 * @throws StartFailure one line for the operator.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  { settings = {} }: { settings?: Readonly<Record<string, string>> } = {},
): Promise<EmbeddedPostgres> {
  const place = findPlace(dataDir);
  const password = storedSecret(place.home, "postgres-password");
  const cluster = await openCluster(place.cluster, password);
  await clearCluster(cluster.directory);
  const port = await freePort(place.port);
  storePlace({ ...place, port });
  const logFile = join(place.home, "postgres.log");
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) rmSync(logFile);
  const options = { port, logFile, settings };
  const supervised = supervise(cluster, options, await launch(cluster, options));
  const urlOf = addressesOf({ password, port });
  try {
    await makeDatabase(urlOf("postgres"));
    await provideRoles(urlOf(DATABASE), password);
  } catch (error) {
    await supervised.stop();
    throw error;
  }
  return { urls: roleUrls(urlOf), urlOf, ...supervised };
}

type UrlOf = EmbeddedPostgres["urlOf"];

const addressesOf =
  ({ password, port }: { password: string; port: number }): UrlOf =>
  (database, role) => {
    const user = role ? `${ROLES[role]}:${passwordOf(role, password)}` : `${SUPERUSER}:${password}`;
    return `postgresql://${user}@127.0.0.1:${port}/${database}`;
  };

const roleUrls = (urlOf: UrlOf): RoleUrls => ({
  owner: urlOf(DATABASE, "owner"),
  worker: urlOf(DATABASE, "worker"),
  app: urlOf(DATABASE, "app"),
});

/** The owner's address of the built-in database of a data folder, if it answers now; else null. */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const { home, cluster } = findPlace(dataDir);
  const running = readPidFile(cluster);
  if (!running) return null;
  const password = storedSecret(home, "postgres-password");
  const url = addressesOf({ password, port: running.port })(DATABASE, "owner");
  const address = { connectionString: url, connectionTimeoutMillis: 2000 };
  return withConnection(address, () => Promise.resolve(url)).catch(() => null); // the file is left over from a stopped database
}

/** Restarts Postgres on the same port whenever it ends without `stop`, repeatedly until it succeeds. */
function supervise(
  cluster: Cluster,
  options: LaunchOptions,
  first: Postmaster,
): Omit<EmbeddedPostgres, "urls" | "urlOf"> {
  const listeners = new Set<(isUp: boolean) => void>();
  let postmaster = first;
  let isUp = true;
  let isStopping = false;
  const change = (to: boolean) => {
    isUp = to;
    for (const listener of listeners) listener(to);
  };
  const keepRunning = async () => {
    while (!isStopping) {
      await postmaster.ended;
      if (isStopping) return;
      change(false);
      log.error("the database stopped unexpectedly; restarting it");
      for (let waitMs = 50; !isStopping && !isUp; waitMs = Math.min(waitMs * 2, 2000)) {
        try {
          await clearCluster(cluster.directory);
          postmaster = await launch(cluster, options);
          log.info("the database is running again");
          change(true);
        } catch (error) {
          log.error({ reason: reasonOf(error) }, "the database could not be restarted");
          await sleep(waitMs);
        }
      }
    }
  };
  const supervision = keepRunning();
  return {
    isUp: () => isUp,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pid: () => postmaster.pid,
    stop: async () => {
      isStopping = true;
      if (!isUp) await supervision; // a running restart must end first, or it would outlive this process
      await stopPostmaster(postmaster.pid, postmaster.hasEnded);
      await postmaster.ended;
    },
  };
}

async function makeDatabase(maintenanceUrl: string): Promise<void> {
  try {
    await withConnection(maintenanceUrl, (client) => client.query(`create database ${DATABASE}`));
  } catch (error) {
    if (codeOf(error) !== "42P04") throw error; // exists already
  }
}

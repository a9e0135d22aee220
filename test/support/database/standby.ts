import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { findBinaries } from "@/server/lib/postgres/binaries";
import { withConnection } from "@/server/lib/postgres/connection";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { clusterIdentity, type Identity, spawnAs } from "@/server/lib/postgres/identity";
import { freePort } from "@/server/lib/postgres/launch";
import { findPlace, makeDataDir } from "@/server/lib/postgres/place";
import type { Role } from "@/server/lib/postgres/roles";

/** A Postgres of the test's own, as standbys are made of it. */
export type PrimaryPostgres = Pick<EmbeddedPostgres, "urlOf" | "urls" | "stop"> & {
  /** Postgres' own data directory. */
  directory: string;
};

/** A streaming standby of it. */
export type Standby = {
  /** Without a role, as the superuser. */
  urlOf(database: string, role?: Role): string;
  start(): Promise<void>;
  /** Ends its clients and itself. */
  stop(): Promise<void>;
  /** The same, and deletes its data. */
  remove(): Promise<void>;
};

/** Starts a Postgres in a new folder. The caller stops it. */
export async function startPrimary(): Promise<PrimaryPostgres> {
  const folder = makeFolder();
  const dataDir = join(folder, "data");
  makeDataDir(dataDir);
  const { urlOf, urls, stop } = await startEmbeddedPostgres(dataDir, { settings: SMALL });
  return {
    urlOf,
    urls,
    directory: findPlace(dataDir).cluster,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickline-replicated-"));
  chmodSync(folder, 0o711); // Postgres' user must be able to enter
  return folder;
}

const SMALL = { shared_buffers: "32MB", fsync: "off" };

/** Copies a running primary, and starts the copy as its standby. The caller removes it. */
export async function startStandby(primary: PrimaryPostgres): Promise<Standby> {
  const folder = makeFolder();
  const identity = clusterIdentity(primary.directory);
  const directory = join(folder, "postgres");
  await copyCluster(primary, directory, identity);
  const port = await freePort(undefined);
  const program = {
    bin: findBinaries(identity),
    identity,
    directory,
    port,
    follows: primary.urlOf("postgres"),
  };
  const urlOf = (database: string, role?: Role) =>
    Object.assign(new URL(primary.urlOf(database, role)), { port: String(port) }).href;
  let running: ReturnType<typeof launchStandby> | null = null;
  const standby: Standby = {
    urlOf,
    async start() {
      running = launchStandby(program);
      if (!(await waitUntil(() => answers(urlOf("postgres")), { withinMs: 20_000 })))
        throw new Error("the standby did not start");
    },
    async stop() {
      running?.child.kill("SIGINT");
      await running?.ended;
      running = null;
    },
    async remove() {
      await standby.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await standby.start();
  return standby;
}

/** What pg_basebackup does; the bundled binaries do not have it. The log that belongs to the copy is streamed. */
async function copyCluster(primary: PrimaryPostgres, directory: string, identity: Identity): Promise<void> {
  await withConnection(primary.urlOf("postgres"), async (client) => {
    await client.query("select pg_backup_start('standby', true)");
    cpSync(primary.directory, directory, {
      recursive: true,
      filter: (source) => !/postmaster\.(pid|opts)$/.test(source),
    });
    const { rows } = await client.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    writeFileSync(join(directory, "backup_label"), rows[0]?.labelfile ?? "");
    writeFileSync(join(directory, "standby.signal"), "");
  });
  chmodSync(directory, 0o700);
  if (identity) await own(directory, identity);
}

async function own(directory: string, { uid, gid }: NonNullable<Identity>): Promise<void> {
  const child = spawn("chown", ["-R", `${uid}:${gid}`, directory], { stdio: "ignore" });
  await once(child, "close");
}

type Program = { bin: string; identity: Identity; directory: string; port: number; follows: string };

function launchStandby({ bin, identity, directory, port, follows }: Program) {
  const settings = {
    ...SMALL,
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    primary_conninfo: follows,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(bin, "postgres"), ["-D", directory, ...flags], {
    ...spawnAs(identity),
    stdio: "ignore",
  });
  return { child, ended: once(child, "close") };
}

const answers = (url: string): Promise<boolean> =>
  withConnection(url, () => Promise.resolve(true)).catch(() => false);

/** One statement. `url`: of a server's superuser. */
export async function runAsSuperuser(url: string, statement: string): Promise<void> {
  await withConnection(url, (client) => client.query(statement));
}

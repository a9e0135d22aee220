import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { findBinaries } from "./binaries";
import { clusterIdentity, type Identity, newClusterIdentity, spawnAs } from "./identity";

/** An existing Postgres data directory, and what is needed to run it. */
export type Cluster = { directory: string; bin: string; identity: Identity };

/**
 * The superuser of the built-in clusters; it can log in over loopback only, with the random password. It creates the roles
 * that do the work (roles.ts) and does nothing else.
 */
export const SUPERUSER = "tickline";
/** The major version of the bundled binaries; they cannot open a cluster of another one. */
const MAJOR = "17";

/**
 * Opens the cluster in `directory`, or creates it: always UTF-8 and C.UTF-8, passwords required. It is created next to
 * its final path and then moved, so that an interrupted first start leaves no partial cluster.
 */
export async function openCluster(directory: string, password: string): Promise<Cluster> {
  const isNew = !existsSync(directory);
  const identity = isNew ? newClusterIdentity() : clusterIdentity(directory);
  const bin = findBinaries(identity);
  if (isNew) await makeCluster({ directory, bin, identity }, password);
  else checkVersion(directory);
  return { directory, bin, identity };
}

async function makeCluster({ directory, bin, identity }: Cluster, password: string): Promise<void> {
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.password`;
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o755 });
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 }); // only the leaf: a mode given with `recursive` would shut every new parent
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (identity) for (const path of [draft, passwordFile]) chownSync(path, identity.uid, identity.gid);
    await initdb(bin, identity, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`]);
    renameSync(draft, directory);
  } catch (error) {
    throw error instanceof StartFailure
      ? error
      : new StartFailure(`cannot create the database in ${directory}: ${reasonOf(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function initdb(bin: string, identity: Identity, where: string[]): Promise<void> {
  const how = [
    `--username=${SUPERUSER}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-instructions",
  ];
  const child = spawn(join(bin, "initdb"), [...where, ...how], {
    ...spawnAs(identity),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errorOutput = "";
  child.stderr.on("data", (chunk) => (errorOutput += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code !== 0)
    throw new StartFailure(
      `cannot create the database: ${reasonOf(errorOutput || `initdb ended with ${code}`)}`,
    );
}

function checkVersion(directory: string): void {
  const found = readVersion(directory);
  if (found !== MAJOR) {
    throw new StartFailure(
      `the database in ${directory} was created by Postgres ${found}, but this release includes ${MAJOR}: migrate it with pg_dump, or set DATABASE_URL`,
    );
  }
}

function readVersion(directory: string): string {
  try {
    return readFileSync(join(directory, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    if (codeOf(error) === "EACCES")
      throw new StartFailure(`cannot read the database in ${directory}: permission denied`);
    throw new StartFailure(
      `${directory} is not a Tickline database (no PG_VERSION): move it away and start again`,
    );
  }
}

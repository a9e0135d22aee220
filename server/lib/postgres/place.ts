import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { canEnter, newClusterIdentity } from "./identity";

const REMEMBERED = "postgres.json";
/** Contains the clusters of data folders that Postgres' user cannot enter, each under a hash of its real path. */
const SHARED_PLACE = "/var/lib/tickline";

const place = z.object({
  /** The data folder's real path when this was written: detects a moved or copied folder. */
  home: z.string(),
  /** Postgres' own data directory. */
  cluster: z.string(),
  port: z.number().int().optional(),
});
export type Place = z.infer<typeof place>;

/**
 * The path of this data folder's database: in the folder itself or, if Postgres' user cannot enter it (a checkout under
 * /root), in a shared folder. The choice is stored, so that a later chmod does not begin an empty database.
 */
export function findPlace(dataDir: string): Place {
  const home = realpathSync(dataDir);
  const kept = readPlace(home);
  if (kept?.home === home) return kept;
  if (kept && !isInside(kept.cluster, kept.home) && readPlace(kept.home)?.cluster !== kept.cluster) {
    return { ...kept, home }; // the folder was moved (not copied); its database stays where it is
  }
  const cluster = canEnter(newClusterIdentity(), home) ? home : join(SHARED_PLACE, hashOf(home));
  return { home, cluster: join(cluster, "postgres") };
}

/** Whether the data folder has a database. Makes nothing. */
export function hasCluster(dataDir: string): boolean {
  return existsSync(dataDir) && existsSync(join(findPlace(dataDir).cluster, "PG_VERSION"));
}

/** Stores the choice atomically. */
export function storePlace(chosen: Place): void {
  const path = join(chosen.home, REMEMBERED);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(chosen)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new StartFailure(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/**
 * Creates the data folder if it is missing. Postgres' user must be able to enter it, so its mode is 0711 and its secrets
 * are files of mode 0600.
 */
export function makeDataDir(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      makeFolder(dataDir);
      chmodSync(dataDir, 0o711);
    }
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartFailure(`cannot write to the data folder ${dataDir} (DATA_DIR): ${reasonOf(error)}`);
  }
}

/** Not Node's `recursive`, which never returns below /proc. */
function makeFolder(path: string): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path);
}

function readPlace(home: string): Place | undefined {
  const path = join(home, REMEMBERED);
  if (!existsSync(path)) return undefined;
  try {
    return place.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new StartFailure(`${path} is damaged: ${reasonOf(error)}`);
  }
}

const isInside = (path: string, folder: string) => dirname(path) === folder;
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { log } from "@/server/lib/process/log";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";

/** Held for the life of the process. The system releases it however the process ends. */
export type DataDirLock = { release(): Promise<void> };

/**
 * Ensures that one app runs on this data folder. It distinguishes a running app from a Postgres that outlived its app,
 * which a process list cannot. The lock is a listening local socket: unlike a pid file it cannot be stale, and its
 * holder answers with its pid.
 * @throws StartFailure if another app holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const home = realpathSync(dataDir);
  const address = addressOf(home);
  const server = createServer((socket) => socket.on("error", () => undefined).end(String(process.pid)));
  if (await listens(server, address)) return lockOf(server);
  const holder = await queryHolder(address);
  if (holder === undefined && process.platform !== "linux" && process.platform !== "win32") {
    rmSync(address, { force: true }); // a socket file outlives its process
    if (await listens(server, address)) return lockOf(server);
  }
  throw new StartFailure(
    `Tickline is already running on the data folder ${home}${holder ? ` (process ${holder})` : ""}: stop it, give this one another DATA_DIR, or let both use one DATABASE_URL`,
  );
}

function lockOf(server: Server): DataDirLock {
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** An unguessable name, so that no other program can occupy it. */
function addressOf(home: string): string {
  const secret = storedSecret(home, "lock-name");
  const name = `tickline-${createHash("sha256").update(`${home}\n${secret}`).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

async function listens(server: Server, address: string): Promise<boolean> {
  try {
    server.listen(address);
    await once(server, "listening");
    return true;
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return false;
    throw new StartFailure(`cannot lock the data folder: ${reasonOf(error)}`);
  }
}

/** The pid of the lock's holder; undefined if there is no answer. */
async function queryHolder(address: string): Promise<string | undefined> {
  const socket = connect(address);
  socket.setTimeout(1000, () => socket.destroy());
  let pid = "";
  try {
    for await (const chunk of socket) pid += String(chunk);
  } catch {
    return undefined;
  }
  return pid || undefined;
}

/** The contents of a running postmaster's `postmaster.pid`. */
type PidFile = { pid: number; port: number; sharedMemoryId: string | undefined; isReady: boolean };

/** Reads `postmaster.pid` (lines: pid, directory, start, port, sockets, address, shared memory, status). */
export function readPidFile(cluster: string): PidFile | undefined {
  const lines = readText(join(cluster, "postmaster.pid"))?.split("\n") ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: Number(lines[3]),
    sharedMemoryId: lines[6]?.trim().split(/\s+/)[1],
    isReady: lines[7]?.trim() === "ready",
  };
}

/**
 * Stops a Postgres of this cluster that outlived its app (`kill -9`). Call it only while holding the data folder's lock.
 */
export async function clearCluster(cluster: string): Promise<void> {
  const found = readPidFile(cluster);
  if (!found) return;
  if (isPostmaster(found.pid, cluster)) {
    log.info({ pid: found.pid }, "stopping the database that an earlier run left behind");
    await stopPostmaster(found.pid, () => !isPostmaster(found.pid, cluster));
  }
  if (process.platform !== "linux") return; // elsewhere Postgres itself detects a stale file, except a zombie's
  // Backends outlive a killed postmaster for a moment. Postgres detects them by their shared memory, but only if the
  // file exists; so delete the file only once they have ended.
  const isFree = await waitUntil(() => !isAttached(found.sharedMemoryId), { withinMs: 30_000 });
  if (!isFree)
    throw new StartFailure(
      `processes of an earlier database still use ${cluster}: stop them and start again`,
    );
  if (readPidFile(cluster)?.pid === found.pid) rmSync(join(cluster, "postmaster.pid"), { force: true });
}

/** Stops a postmaster: fast (ends clients, writes a checkpoint), after 20 s immediately. */
export async function stopPostmaster(pid: number, isGone: () => boolean): Promise<void> {
  for (const [signal, withinMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (isGone()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // ended meanwhile
    }
    if (await waitUntil(isGone, { withinMs, everyMs: 5 })) return;
  }
  throw new StartFailure(`the database process ${pid} does not stop: stop it and start again`);
}

/** Whether this process runs (a zombie does not) and is the postmaster of this cluster. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (process.platform !== "linux") return isAlive(pid);
  const state = readText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.[0];
  if (state === undefined || state === "Z" || state === "X") return false;
  const args = readText(`/proc/${pid}/cmdline`)?.split("\0") ?? [];
  return args[args.indexOf("-D") + 1] === cluster;
}

/** Whether any process is attached to this System V shared memory (Postgres keeps a small piece for this purpose). */
function isAttached(sharedMemoryId: string | undefined): boolean {
  if (!sharedMemoryId) return false;
  const rows = readText("/proc/sysvipc/shm")?.split("\n") ?? [];
  const row = rows.map((line) => line.trim().split(/\s+/)).find((columns) => columns[1] === sharedMemoryId);
  return Number(row?.[6] ?? 0) > 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import { StartFailure } from "@/server/lib/process/start-failure";

/** The contents of a running postmaster's `postmaster.pid`. */
export type PidFile = { pid: number; port: number; sharedMemoryId: string | undefined; isReady: boolean };

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

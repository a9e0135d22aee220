import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import type { Cluster } from "./cluster";
import { spawnAs } from "./identity";
import { readPidFile } from "./lock";

/** Below the ports of outgoing connections, so that no connection takes it while Postgres is down. */
const LOWEST = 15_000;
const HIGHEST = 29_999;
const TRIES_MAX = 100;

/** `wanted` if it is free, else another free port of the loopback interface. */
export async function freePort(wanted: number | undefined): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = tries === 0 && wanted !== undefined ? wanted : randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new StartFailure("no free port on 127.0.0.1 for the built-in database");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** A started postmaster. `ended` resolves when its process has ended. */
export type Postmaster = { pid: number; ended: Promise<void>; hasEnded(): boolean };

/** After a crash Postgres first replays its log; `max_wal_size` bounds that to seconds, a slow disk may need more. */
const READY_WITHIN_MS = 300_000;

const MIB = 1_048_576;
const SHARED_BUFFERS_MIB = { least: 128, most: 1_024 };

/** A quarter of the memory, as Postgres' manual advises: a missing page costs a system call. */
export function sharedBuffers(memoryBytes: number): string {
  const { least, most } = SHARED_BUFFERS_MIB;
  return `${Math.min(most, Math.max(least, Math.floor(memoryBytes / 4 / MIB)))}MB`;
}

/** The log must not contain what customers write: no statements, no rows. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: sharedBuffers(totalmem()),
  // Many short statements on an SSD: a random read of an index costs hardly more than a sequential one.
  random_page_cost: "1.1",
  jit: "off",
  max_wal_size: "512MB",
  timezone: "UTC",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_line_prefix: "%m ",
};

export type LaunchOptions = { port: number; logFile: string; settings?: Readonly<Record<string, string>> };

/**
 * Starts Postgres in its own session: a Ctrl-C in the terminal must not end it before this process.
 * @throws StartFailure with Postgres' own reason if it ends before it is ready.
 */
export async function launch(
  cluster: Cluster,
  { port, logFile, settings }: LaunchOptions,
): Promise<Postmaster> {
  const fd = openSync(logFile, "a", 0o600);
  try {
    const from = fstatSync(fd).size;
    const flags = Object.entries({ ...SETTINGS, ...settings, port: String(port) }).flatMap(([key, value]) => [
      "-c",
      `${key}=${value}`,
    ]);
    const child = spawn(join(cluster.bin, "postgres"), ["-D", cluster.directory, ...flags], {
      ...spawnAs(cluster.identity),
      detached: true,
      stdio: ["ignore", fd, fd],
    });
    const postmaster = follow(child);
    await untilReady(cluster, postmaster, () => lastFailure(logFile, from));
    child.unref();
    return postmaster;
  } finally {
    closeSync(fd);
  }
}

function follow(child: ChildProcess): Postmaster {
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    child.once("exit", end).once("error", end);
  });
  return { pid: child.pid ?? 0, ended, hasEnded: () => isOver };
}

async function untilReady(cluster: Cluster, postmaster: Postmaster, why: () => string): Promise<void> {
  const isReady = () => {
    const file = readPidFile(cluster.directory);
    return file?.pid === postmaster.pid && file.isReady;
  };
  await waitUntil(() => postmaster.hasEnded() || isReady(), { withinMs: READY_WITHIN_MS, everyMs: 5 });
  if (postmaster.hasEnded() || !isReady())
    throw new StartFailure(`the built-in database did not start: ${why()}`);
}

/** The last FATAL or PANIC line that Postgres wrote to its log since `from` (bytes), else the last line. */
function lastFailure(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString("utf8").trim().split("\n");
  const line = lines.findLast((text) => /FATAL|PANIC/.test(text)) ?? lines.at(-1);
  return reasonOf(line?.replace(/^.*?(FATAL|PANIC):\s*/, "") || "no reason given");
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { createClient } from "@/server/lib/postgres/connection";
import { readPidFile } from "@/server/lib/postgres/lock";

const FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

/**
 * Finds a program that tests need in addition to Postgres. As root on Debian, installs a missing one.
 * @param packageName Debian's package with the program, if it has another name.
 * @returns its path, or the reason why it is missing, for `skip`.
 */
export function findProgram(
  program: string,
  packageName: string = program,
): { path: string } | { missing: string } {
  const path = find(program) ?? (canInstall() ? install(packageName, program) : undefined);
  return path
    ? { path }
    : { missing: `${program} is not installed and cannot be: install it to run this test` };
}

const find = (program: string) =>
  FOLDERS.map((folder) => `${folder}/${program}`).find((path) => existsSync(path));

const canInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Several test workers may install at the same time: apt's lock orders them. */
function install(name: string, program: string): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args: string[]) =>
    spawnSync("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=100", ...args], { env, stdio: "ignore" })
      .status === 0;
  const isInstalled = () => run("install", "-y", "--no-install-recommends", name);
  if (!isInstalled() && run("update")) isInstalled();
  return find(program);
}

/** The process id of the Postgres that runs on a data folder. */
export function postgresPid(dataDir: string): number {
  return pidFile(dataDir).pid;
}

/** A connection to the built-in database of a data folder; the caller ends it. */
export async function connectTo(dataDir: string): Promise<pg.Client> {
  const password = readFileSync(join(dataDir, "postgres-password"), "utf8").trim();
  const client = createClient(`postgres://tickline:${password}@127.0.0.1:${pidFile(dataDir).port}/tickline`);
  await client.connect();
  return client;
}

function pidFile(dataDir: string) {
  const found = readPidFile(join(dataDir, "postgres"));
  if (!found) throw new Error(`no Postgres runs on ${dataDir}`);
  return found;
}

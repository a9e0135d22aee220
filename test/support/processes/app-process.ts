import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { bundled } from "./bundled";

export type AppProcess = {
  child: ChildProcess;
  pid: number;
  /** Resolves with the app's address once it is ready; rejects if it ends before. */
  ready(): Promise<string>;
  /** The `status` of /health, or `none` without an answer. */
  health(): Promise<string>;
  /** Resolves when the process has ended. */
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
};

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** A data folder that is removed after the test. */
export function temporaryDataDir(): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o711); // Postgres' user must be able to enter, else the cluster goes to the shared place
  return join(folder, "data");
}

/** A program for node, and the folder in which it runs. */
type Program = { file: string; folder?: string };

/**
 * Starts `server/main.ts` as a process, or that of another release, on a free port, as a worker unless `env` sets `ROLE`, and
 * without further web processes unless it sets `WEB_THREADS`; see `bundled`. It is killed after the test if it still runs.
 */
export function startApp(
  env: Record<string, string>,
  { file, folder }: Program = { file: bundled("server/main.ts")[0] },
): AppProcess {
  const child = spawn(process.execPath, [file], {
    ...(folder !== undefined && { cwd: folder }),
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "test",
      ROLE: "worker",
      PORT: "0",
      SEED: "empty",
      RATE_LIMITS: "false",
      WEB_THREADS: "1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const closed = once(child, "close");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  onTestFinished(async () => {
    if (hasEnded()) return;
    child.kill("SIGTERM");
    await closed;
  });

  const readyUrl = () => /"url":"([^"]+)".*Tickline is ready/.exec(stdout)?.[1];
  return {
    child,
    pid: child.pid ?? 0,
    ready: async () => {
      await waitUntil(() => readyUrl() !== undefined || hasEnded(), { withinMs: 150_000 });
      const url = readyUrl();
      if (!url) throw new Error(`the app did not become ready: ${stdout}${stderr}`);
      return url;
    },
    health: async () => {
      const answer = await fetch(`${readyUrl()}/health`).catch(() => undefined);
      const body: unknown = await answer?.json();
      return typeof body === "object" && body && "status" in body ? String(body.status) : "none";
    },
    ended: async () => {
      await closed;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}

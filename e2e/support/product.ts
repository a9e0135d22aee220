import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { clearCluster } from "@/server/lib/postgres/lock";

/** Making the demo takes seconds, and beside other work minutes. */
const READY_WITHIN_MS = 180_000;

/** The production build as its own process on its own data, started as an operator would. */
export type Product = {
  url: string;
  dataDir: string;
  /** Starts it on the same port and data as before, and waits until it is ready. */
  start(): Promise<void>;
  /** `kill -9` of the app; its Postgres keeps running. */
  kill(): Promise<void>;
  /** Stops everything and keeps the data. */
  stop(): Promise<void>;
  /** Stops everything and removes the data. */
  remove(): Promise<void>;
};

/** @param copied the data folder of a stopped product, to begin with */
export async function makeProduct(env: Record<string, string>, copied?: string): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), "tickline-e2e-"));
  chmodSync(folder, 0o711); // Postgres' user must be able to enter
  const dataDir = join(folder, "data");
  if (copied) execFileSync("cp", ["-a", copied, dataDir]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let app: ChildProcess | undefined;
  let output = "";

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!app || app.exitCode !== null || app.signalCode !== null) return;
    const closed = once(app, "exit");
    app.kill(signal);
    await closed;
  }

  return {
    url,
    dataDir,
    async start() {
      const given = {
        PORT: String(port),
        DATA_DIR: dataDir,
        LOG_LEVEL: "warn",
        RATE_LIMITS: "false",
        WEB_THREADS: "1",
        ...env,
      };
      const child = spawn(process.execPath, ["scripts/start.js"], {
        env: { PATH: process.env["PATH"], NODE_ENV: "production", ...given },
        stdio: ["ignore", "pipe", "pipe"],
      });
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => (output += String(text)));
      app = child;
      const isUp = async () =>
        child.exitCode !== null || (await fetch(`${url}/health`).catch(() => undefined))?.ok === true;
      if (!(await waitUntil(isUp, { withinMs: READY_WITHIN_MS })) || child.exitCode !== null)
        throw new Error(`the product did not become ready: ${output}`);
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async remove() {
      await end("SIGTERM");
      await clearCluster(join(dataDir, "postgres"));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

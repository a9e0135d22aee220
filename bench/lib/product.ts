import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { scripts } from "../../package.json";
import { buildIfStale, ROOT } from "../../scripts/build.js";

export type Product = {
  url: string;
  /** Of the node process. */
  pid: number;
  /** Resolves when the process has exited. */
  ended: Promise<unknown>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  kill(): void;
};

/** What every start of the product needs. It inherits nothing else but `PATH`. */
export type ProductEnv = { PORT: string; DATA_DIR: string } & Record<string, string>;

/** The arguments of `node` in `npm start`. */
const START_ARGUMENTS = scripts.start.split(" ").slice(2);

/** Builds the product if it is stale: what is measured is what is shipped. */
export const buildProduct = (): Promise<void> => buildIfStale();

/**
 * Starts the built product without rate limits, which a benchmark would reach; its log goes to
 * `DATA_DIR/../product.log`. Does not wait: see `waitForHealth`.
 */
export function startProduct(env: ProductEnv): Product {
  const out = openSync(join(env.DATA_DIR, "..", "product.log"), "a");
  const child = spawn(process.execPath, START_ARGUMENTS, {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      SEED: "empty",
      RATE_LIMITS: "false",
      WEB_THREADS: "1",
      ...env,
    },
    stdio: ["ignore", out, out],
  });
  const ended = once(child, "exit");
  return {
    url: `http://127.0.0.1:${env.PORT}`,
    pid: child.pid ?? 0,
    ended,
    kill: () => void child.kill("SIGKILL"),
    stop: async () => {
      if (!hasEnded(child)) child.kill("SIGTERM");
      await ended;
    },
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A large database is migrated and counted within this. */
const READY_WITHIN_MS = 120_000;

/** Starts the product on a free port, and resolves when it is ready. Stops it and throws if it does not become ready. */
export async function startReadyProduct(env: Omit<ProductEnv, "PORT">): Promise<Product> {
  const product = startProduct({ ...env, PORT: String(await freePort(undefined)) } as ProductEnv); // as the parameter, with a port
  if (await waitForHealth(product, READY_WITHIN_MS)) return product;
  await product.stop();
  throw new Error("the product did not start: see its log");
}

/** Waits until /health answers 200; false if it does not in time. */
export async function waitForHealth({ url }: Pick<Product, "url">, withinMs: number): Promise<boolean> {
  return waitUntil(() => isHealthy(url), { withinMs });
}

export const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );

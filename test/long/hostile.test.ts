import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildProduct, type Product, startProduct, waitForHealth } from "@/bench/lib/product";
import { actionsOfBuild } from "@/e2e/support/actions";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openWukongim } from "@/test/support/clients/wukongim";
import { assault, unreached } from "@/test/support/hostile/assault";
import { NEXT_TARGETS } from "@/test/support/hostile/targets";
import { fuzzWukongim } from "@/test/support/hostile/wukongim";
import { temporaryDataDir } from "@/test/support/processes/app-process";
import { SEED } from "@/test/support/scenes/property";
import { createWorld } from "@/test/support/scenes/world";

const REQUESTS = Number(process.env["HOSTILE_REQUESTS"] ?? 100_000);

describe("hostile", () => {
  const WARM_UP = 5_000;

  /** The process is back at this share of what it took after the first requests, within this time. */
  const MEMORY_RATIO_MAX = 1.1;

  const REST_MS = 300_000;

  /** A request that waits longer than this for a health check's answer met a blocked process. */
  const HEALTH_P99_MS = 250;

  test(`${REQUESTS} hostile requests over all doors of the built product`, {
    timeout: 7_200_000,
  }, async () => {
    await buildProduct();
    const world = await createWorld();
    onTestFinished(() => world.close());
    const { url, pid } = await startOn(world.url);
    const ids = new Map(actionsOfBuild().map(({ name, id }) => [name, id]));
    const idOf = (action: string) => ids.get(action) ?? action;
    const place = { world, url, more: NEXT_TARGETS, idOf };
    await assault({ ...place, seed: SEED + 1, requests: WARM_UP }); // code is loaded and compiled, pools are filled
    const residentBefore = residentMib(pid);
    const health = watchHealth(url);
    const result = await assault({ ...place, seed: SEED, requests: REQUESTS });
    const { faults, changedTables } = result;
    expect({ faults, changedTables }, `TEST_SEED=${SEED}`).toEqual({ faults: [], changedTables: [] });
    const doors = [
      "v1",
      "chatwoot",
      "freescout",
      "wukongim",
      "public",
      "trpc",
      "other",
      "live",
      "auth",
      "pages",
      "actions",
    ] as const;
    expect(unreached(result, doors)).toEqual([]);
    const { count, failed, p99 } = await health.stop();
    expect(count).toBeGreaterThan(REQUESTS / 1_000);
    expect(failed).toBe(0);
    expect(p99).toBeLessThan(HEALTH_P99_MS);
    const peak = residentMib(pid);
    const isBack = () => residentMib(pid) <= residentBefore * MEMORY_RATIO_MAX;
    const back = await waitUntil(isBack, { withinMs: REST_MS });
    const memory = `${residentBefore} MiB before, ${peak} at the end, ${residentMib(pid)} after the rest`;
    console.log(`health p99 ${Math.round(p99)} ms of ${count} checks; resident ${memory}`);
    expect(back, memory).toBe(true);
  });

  function residentMib(pid: number): number {
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kib) / 1024);
  }

  /** Starts the product on a database, without rate limits, which would hide defects. */
  async function startOn(databaseUrl: string): Promise<Product> {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir, { recursive: true });
    const port = await freePort();
    const product = startProduct({
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: process.env["NEXTAUTH_SECRET"] ?? "",
      LOG_LEVEL: "warn",
    });
    onTestFinished(() => product.stop());
    if (!(await waitForHealth(product, 60_000)))
      throw new Error(`the product did not start, see ${dirname(dataDir)}/product.log`);
    return product;
  }

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** Asks for the health all the time, in a thread: this one is busy with sending. */
  function watchHealth(url: string) {
    const worker = new Worker(PROBE, { eval: true, workerData: url });
    return {
      async stop(): Promise<{ count: number; failed: number; p99: number }> {
        worker.postMessage("stop");
        const [answer] = await once(worker, "message");
        await worker.terminate();
        return answer;
      },
    };
  }

  const PROBE = `
const { parentPort, workerData } = require("node:worker_threads");
const SAMPLE_MS = 20;
let isOn = true, failed = 0;
const times = [];
parentPort.once("message", () => (isOn = false));
(async () => {
  while (isOn) {
    const began = performance.now();
    await fetch(workerData + "/health").then((r) => r.text().then(() => r.ok || failed++), () => failed++);
    times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS)); // fifty samples a second
  }
  times.sort((a, b) => a - b);
  parentPort.postMessage({ count: times.length, failed, p99: times[Math.floor(times.length * 0.99)] });
})();
`;
});

describe("wukongim fuzz", () => {
  test(`${REQUESTS} random requests to WuKongIM's API`, { timeout: 7_200_000 }, async () => {
    const api = await openWukongim();
    onTestFinished(() => api.close());
    const { faults, changedTables } = await fuzzWukongim(api, { seed: SEED, requests: REQUESTS });
    expect({ faults, changedTables }, `TEST_SEED=${SEED}`).toEqual({ faults: [], changedTables: [] });
  });
});

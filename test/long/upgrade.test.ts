import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { freePort } from "@/server/lib/postgres/launch";
import { makeDataDir } from "@/server/lib/postgres/place";
import { openDatabase } from "@/server/store/_postgres/db";
import { startLoad } from "@/test/guarantees/processes/cluster/load";
import { startProxy } from "@/test/guarantees/processes/cluster/proxy";
import { watchPauses } from "@/test/guarantees/processes/cluster/reader";
import { verifySends } from "@/test/guarantees/processes/cluster/verify";
import { fill } from "@/test/long/upgrade/fill";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

/** The last development version: docs/decisions/0025-one-baseline-migration.md. */
const COMMIT = "0c2e1cd";
const MESSAGES = Number(process.env["UPGRADE_MESSAGES"] ?? 1_000_000);
const TOKEN = "a-token-of-an-administrator-of-these-tests";
const LIMIT_MS = 900_000;
/** With the start of the processes. */
const BLOCKED_MS_MAX = 60_000;
/** A change waits this long for a lock before it is refused: server/store/_postgres/client-limits.ts. */
const MIGRATION_MS_MAX = 5_000;
const WITHIN = { withinMs: 300_000, everyMs: 20 };

test(
  `a database of ${COMMIT} with ${MESSAGES} messages is upgraded between two requests of clients that try again: nothing is lost`,
  async ({ skip }) => {
    const old = checkOut(COMMIT);
    if (!old) return skip(`this clone has no commit ${COMMIT}`);
    const dataDir = temporaryDataDir();
    makeDataDir(dataDir);
    const postgres = await startEmbeddedPostgres(dataDir);
    onTestFinished(() => postgres.stop());
    const { app, worker, owner } = postgres.urls;
    const common = {
      DATA_DIR: temporaryDataDir(),
      AUTH_SECRET: TOKEN,
      ADMIN_API_TOKEN: TOKEN,
      LOG_LEVEL: "info",
    };
    const ports = [String(await freePort(undefined)), String(await freePort(undefined))] as const;
    const program = { file: old.program, folder: old.folder };
    const before = { ...common, DATABASE_URL: owner };
    const oldWeb = startApp({ ...before, ROLE: "web", PORT: ports[0] }, program);
    await oldWeb.ready();
    const filled = await fill(postgres.urlOf("tickline"), MESSAGES); // as superuser: without triggers
    onTestFinished(() => filled.close());
    const oldWorker = startApp({ ...before, ROLE: "worker" }, program);
    await oldWorker.ready();

    const proxy = await startProxy(ports.map((port) => `http://127.0.0.1:${port}`));
    const load = await startLoad({ url: proxy.url, token: TOKEN, seed: 7, conversations: 4, inbox: {} }); // the old release lacks newer settings
    const { sends } = load.promised;
    const isServed = async (count: number) => {
      const enough = sends.size + count;
      expect(await waitUntil(() => sends.size >= enough, WITHIN)).toBe(true);
    };
    await isServed(100);
    const digests = await filled.digests();
    const pauses = watchPauses({ writes: () => sends.size });
    for (const process of [oldWeb, oldWorker]) process.child.kill("SIGTERM");
    for (const process of [oldWeb, oldWorker]) expect((await process.ended()).code).toBe(0);
    const stoppedMs = performance.now();
    const after = { ...common, DATABASE_URL: app, DATABASE_WORKER_URL: worker, DATABASE_OWNER_URL: owner };
    const started = [
      startApp({ ...after, ROLE: "web", PORT: ports[1], TRUST_PROXY: "1" }),
      startApp({ ...after, ROLE: "worker" }),
    ];
    await Promise.all(started.map((process) => process.ready()));
    const startedMs = Math.round(performance.now() - stoppedMs);
    await isServed(100);
    const blockedMs = pauses.stop().writes;
    await load.stop();

    expect(await filled.digests()).toEqual(digests);
    const database = openDatabase({ url: owner, max: 2 });
    onTestFinished(() => database.close());
    const { ticks } = load.promised;
    for (const [id, status] of ticks) if (status === "failed") ticks.delete(id); // the new release may have tried again
    await verifySends(database, load.promised);
    await exerciseFilled(`http://127.0.0.1:${ports[1]}`);
    const migrations = await filled.migrations();
    const average = loadavg()
      .map((value) => value.toFixed(1))
      .join(" ");
    const figures = {
      messages: MESSAGES,
      megabytes: Math.round((await filled.bytes()) / 1e6),
      startedMs,
      blockedMs,
      migrationsMs: migrations.reduce((sum, { ms }) => sum + ms, 0),
      slowest: migrations.slice(0, 8).map(({ name, ms }) => `${name} ${ms}`),
      sends: sends.size,
      repeated: load.promised.again,
    };
    process.stdout.write(`upgrade, load ${average}: ${JSON.stringify(figures)}\n`);
    expect(blockedMs).toBeLessThan(BLOCKED_MS_MAX);
    expect(migrations[0]?.ms).toBeLessThan(MIGRATION_MS_MAX);
  },
  LIMIT_MS,
);

/** Reads, writes and reports in what was filled. */
async function exerciseFilled(url: string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const call = async (path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      headers,
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    const json = await answer.json();
    expect(answer.status, JSON.stringify(json)).toBeLessThan(300);
    return json;
  };
  const last = MESSAGES / 4;
  for (const displayId of [1, last]) {
    const { data } = await call(`/v1/conversations/${displayId}/messages`);
    expect(data).toHaveLength(4);
    expect(data[0].content).toMatch(/^Where is parcel [0-9a-f]{32}\? It was to arrive before noon\.$/);
    const sent = await call(`/v1/conversations/${displayId}/messages`, { content: "It arrives today" });
    const receipts = [{ messageId: sent.id, signal: "delivered" }];
    const { results } = await call("/v1/receipts", { receipts });
    expect(results[0]).toMatchObject({ result: "applied", status: "delivered" });
  }
}

type OldRelease = {
  /** Its sources, with its own packages. */
  folder: string;
  /** Its bundled `server/main.ts`. */
  program: string;
};

/**
 * The sources of a commit with their own packages, in a folder beside the system's other temporary ones, which later runs use
 * again. Null: this clone does not have the commit.
 */
function checkOut(commit: string): OldRelease | null {
  if (spawnSync("git", ["cat-file", "-e", `${commit}^{commit}`]).status !== 0) return null;
  const folder = join(tmpdir(), `tickline-release-${commit}`);
  const program = join(folder, "server-main.js");
  if (existsSync(program)) return { folder, program };
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", commit], { maxBuffer: 1024 ** 3 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const inFolder = { cwd: folder, stdio: "ignore" as const };
  if (!existsSync(join(folder, "node_modules")))
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], inFolder);
  execFileSync("npx", ["prisma", "generate", "--config", "prisma/prisma.config.ts"], inFolder);
  buildSync({
    absWorkingDir: folder,
    entryPoints: ["server/main.ts"],
    outfile: program,
    bundle: true,
    packages: "external",
    alias: { "server-only": "./server/lib/empty.ts", next: "./test/cluster/no-pages.ts" },
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  return { folder, program };
}

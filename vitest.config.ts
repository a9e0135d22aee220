import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Every test file. */
const FILES = ["app", "bench", "server", "test"].filter(existsSync).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
);
/** Rooms whose tests need neither a database nor processes, but for those that begin with a scene in one. */
const PURE_ROOMS = /^(app|server\/(contract|domain))\//;
const NEEDS_DATABASE = /from "@\/test\/support\/(database\/database|clients\/screens|scenes\/world)"/;
/** What a file may leave behind for the next one in its worker: replaced timers and modules, processes, a server's globals. */
const LEAVES_TRACES =
  /\bvi\.(?!fn\b|wait)|support\/(processes\/|steps)|live\/hub\/hub"|"\.\/hub"|clients\/live-|node:child_process|process\.env|globalThis/;

type Kind = "pure" | "shared" | "isolated";
function kindOf(file: string): Kind {
  const source = readFileSync(file, "utf8");
  if (PURE_ROOMS.test(file) && !NEEDS_DATABASE.test(source)) return "pure";
  return LEAVES_TRACES.test(source) ? "isolated" : "shared";
}
const filesOf = (kind: Kind) => FILES.filter((file) => kindOf(file) === kind);
/** Minutes long, each in a worker of its own. */
const LONG = /^test\/long\//;

export default defineConfig({
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, ""),
      "server-only": fileURLToPath(new URL("./server/lib/empty.ts", import.meta.url)),
    },
  },
  test: {
    maxWorkers: 3, // one more than two cores: files wait for Postgres, for processes and for timers
    testTimeout: 20_000,
    hookTimeout: 30_000,
    env: {
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
      NEXTAUTH_SECRET: "the secret of all tests, and long enough", // the product's configuration sets it
    },
    execArgv: ["--experimental-eventsource", "--disable-warning=ExperimentalWarning"], // tRPC's stock client needs one
    projects: [
      {
        extends: true,
        test: { name: "pure", include: filesOf("pure"), pool: "threads", isolate: false },
      },
      {
        // Each file has a database of its own; they share a worker, and what it has loaded.
        extends: true,
        test: {
          name: "shared",
          globalSetup: ["test/support/database/postgres.ts"],
          include: filesOf("shared").filter((file) => !LONG.test(file)),
          pool: "forks",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "isolated",
          globalSetup: ["test/support/database/postgres.ts"],
          include: process.env["TEST_LONG"]
            ? FILES.filter((file) => LONG.test(file))
            : filesOf("isolated").filter((file) => !LONG.test(file)),
          pool: "forks",
        },
      },
    ],
  },
});

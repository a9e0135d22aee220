import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const ROOMS = "{app,bench,server,test,widget}";
/** Rooms whose tests need neither a database nor processes. */
const PURE_ROOMS = "{app,widget,server/{contract,domain},server/dialects/*/domain}";
const PURE = `${PURE_ROOMS}/**/*.test.{ts,tsx}`;
/** One that begins with a scene in a database. */
const WITH_DATABASE = `${ROOMS}/**/*.database.test.ts`;
/** The browser's components in a document of happy-dom, over a network that the test answers. */
const DOM = "{app,widget}/**/*.dom.test.{ts,tsx}";
/**
 * All commands, routes or paths by all cases: `npm run e2e` tests them whole, `npm test` a part that the seed draws.
 */
const MATRIX = `${ROOMS}/**/*.matrix.test.ts`;
/**
 * What starts processes, takes many seconds, or leaves something behind for the next file in its worker (replaced
 * modules or globals, a profiler): each has a worker of its own, which loads everything anew. `npm run e2e` runs them.
 */
const E2E = `${ROOMS}/**/*.e2e.test.ts`;
/** What speaks another system's protocol: `npm run e2e` runs them. */
const FOREIGN = "{server/{channels,dialects,spool},test/guarantees/{channels,dialects}}/**/*.test.ts";
/** What takes more than three seconds: `npm run e2e` runs them, too. */
const SLOW = `${ROOMS}/**/*.slow.test.ts`;
/** Minutes long, each in a worker of its own: `npm run test:long` runs them. */
const LONG = "test/long/*.test.ts";

/** What the projects `shared` and `landing` leave to others. */
const OF_OTHERS = [`${PURE_ROOMS}/**/!(*.database).test.ts`, E2E, LONG];

const INCLUDED = { e2e: [E2E, MATRIX], long: [LONG] };
const POSTGRES = "test/support/database/postgres.ts";
const PROGRAMS = "test/support/database/programs.ts";

const ARGV = ["--experimental-eventsource", "--disable-warning=ExperimentalWarning"]; // tRPC's stock client needs one
/** Worlds are made and dropped: with a larger young generation the collector takes half the time, 5 of 100 of a worker's. */
const FORK_ARGV = [...ARGV, "--max-semi-space-size=64"];

/** These come first, on as many workers as cores: they wait for nothing, and each worker loads the screens anew. */
const WITHOUT_WAITING = { maxWorkers: 2, sequence: { groupOrder: 0 } };
const WITH_WAITING = { sequence: { groupOrder: 1 } };

export default defineConfig({
  css: { postcss: {} }, // tests need no styles: else Tailwind is loaded
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, ""),
      "server-only": fileURLToPath(new URL("./server/lib/empty.ts", import.meta.url)),
    },
  },
  test: {
    maxWorkers: 3, // one more than two cores: files wait for Postgres, for processes and for timers
    testTimeout: 60_000, // a busy machine is slow; a test that hangs fails later
    hookTimeout: 90_000,
    expect: { poll: { timeout: 30_000 } },
    env: {
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
      NEXTAUTH_SECRET: "the secret of all tests, and long enough", // the product's configuration sets it
    },
    execArgv: ARGV,
    projects: [
      {
        extends: true,
        test: {
          ...WITHOUT_WAITING,
          name: "pure",
          include: [PURE],
          exclude: [WITH_DATABASE, DOM, E2E],
          pool: "threads",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...WITHOUT_WAITING,
          name: "dom",
          include: [DOM],
          environment: "happy-dom",
          setupFiles: ["test/support/dom/begin-file.ts"],
          env: { DEBUG_PRINT_LIMIT: "2000" }, // of the document, in a failure's message
          pool: "threads",
          isolate: false,
        },
      },
      // Each file has a database of its own; they share a worker, and what it has loaded.
      ...(["shared", "landing"] as const).map((name) => ({
        extends: true as const,
        test: {
          ...WITH_WAITING,
          name,
          globalSetup: name === "landing" ? [PROGRAMS, POSTGRES] : [POSTGRES],
          setupFiles: ["test/support/scenes/begin-file.ts"],
          include: name === "landing" ? [FOREIGN, SLOW] : [`${ROOMS}/**/*.test.ts`],
          exclude: name === "landing" ? OF_OTHERS : [...OF_OTHERS, FOREIGN, SLOW],
          pool: "forks" as const,
          execArgv: FORK_ARGV,
          isolate: false,
        },
      })),
      ...(["e2e", "long"] as const).map((name) => ({
        extends: true as const,
        test: {
          ...WITH_WAITING,
          name,
          globalSetup: [PROGRAMS, POSTGRES],
          include: INCLUDED[name],
          ...(name === "e2e" && { env: { TEST_WHOLE: "1" } }),
          pool: "forks" as const,
          execArgv: FORK_ARGV,
        },
      })),
    ],
  },
});

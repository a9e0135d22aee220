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
const isPure = (file: string) => PURE_ROOMS.test(file) && !NEEDS_DATABASE.test(readFileSync(file, "utf8"));

export default defineConfig({
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, ""),
      "server-only": fileURLToPath(new URL("./server/lib/empty.ts", import.meta.url)),
    },
  },
  test: {
    maxWorkers: 3, // of the tests that start processes, one waits while the others work
    testTimeout: 20_000,
    hookTimeout: 30_000,
    env: { LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" },
    execArgv: ["--experimental-eventsource", "--disable-warning=ExperimentalWarning"], // tRPC's stock client needs one
    projects: [
      {
        // They share workers, and what those have loaded.
        extends: true,
        test: { name: "pure", include: FILES.filter(isPure), pool: "threads", isolate: false },
      },
      {
        extends: true,
        test: {
          name: "database",
          globalSetup: ["test/support/database/postgres.ts"],
          include: FILES.filter((file) => !isPure(file)),
          exclude: process.env["TEST_LONG"] ? [] : ["test/long/**"],
          pool: "forks",
        },
      },
    ],
  },
});

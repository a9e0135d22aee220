import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, ""),
      "server-only": fileURLToPath(new URL("./server/lib/empty.ts", import.meta.url)),
    },
  },
  test: {
    include: ["{server,app,test,bench}/**/*.test.{ts,tsx}"],
    exclude: process.env["TEST_LONG"] ? [] : ["test/long/**"],
    globalSetup: ["test/support/database/postgres.ts"],
    pool: "forks",
    execArgv: ["--experimental-eventsource", "--disable-warning=ExperimentalWarning"], // tRPC's stock client needs one
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    env: { LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" },
  },
});

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { ADMIN, API_TOKEN } from "./e2e/support/environment";
import { findChromium } from "./scripts/chromium.js";

const port = process.env["E2E_PORT"] ?? "43117";
const baseURL = `http://127.0.0.1:${port}`;
const executablePath = findChromium();
const isRoot = process.getuid?.() === 0;

/** The browser tests run against the production build, started as an operator would, on data of its own. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/e2e",
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: "list",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    ...devices["Desktop Chrome"],
    trace: "retain-on-failure",
    launchOptions: { ...(executablePath && { executablePath }), args: isRoot ? ["--no-sandbox"] : [] },
  },
  webServer: {
    command: "node scripts/start.js",
    url: `${baseURL}/health`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    env: {
      PORT: port,
      DATA_DIR: join(dataFolder(), "data"),
      SEED: "demo",
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ADMIN_API_TOKEN: API_TOKEN,
      LOG_LEVEL: "warn",
      WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32", // receivers of the tests
    },
  },
});

/** Made once: the workers of the test run read this file too. */
function dataFolder(): string {
  const given = process.env["E2E_DATA"];
  if (given) return given;
  const made = mkdtempSync(join(tmpdir(), "tickline-e2e-"));
  chmodSync(made, 0o711); // Postgres' user must be able to enter
  process.env["E2E_DATA"] = made;
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./scripts/chromium.js";

const executablePath = findChromium();
const isRoot = process.getuid?.() === 0;

/**
 * The browser tests run against the production build; each worker starts its own, on data of its own
 * (e2e/support/session.ts), a copy of the demo that is made once (e2e/support/demo.ts).
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/e2e",
  globalSetup: "./e2e/support/set-up.ts",
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: "list",
  timeout: 180_000, // a busy machine is slow; a test that hangs fails later
  expect: { timeout: 30_000 },
  use: {
    ...devices["Desktop Chrome"],
    // Steps, console and network. Recording the page as well takes a sixth of the time, and the screen as much as the test:
    // run a failed test again with `--trace retain-on-failure`.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ["--disable-gpu", ...(isRoot ? ["--no-sandbox"] : [])],
    },
  },
});

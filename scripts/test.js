// `npm test`: the check, then the browser tests against the production build it made, in parallel with the smoke run of the
// benchmarks. The last line counts all tests.

import { check } from "./check.js";
import { findOrInstallChromium } from "./chromium.js";
import { clearReport, e2eCounts, failures, REPORTS, runStep, startStep, vitestCounts } from "./step.js";

/** The benchmarks that need no built product; test/long runs the others. */
const SMOKE = ["commit", "bulk", "list", "search", "webhooks"];

clearReport(REPORTS.e2e);
const installing = findOrInstallChromium(); // takes a while where there is none
const failedSteps = await check();
const chromium = await installing;
// In parallel: a smoke run compares no times.
const smoke = startStep("bench smoke", "tsx/dist/cli.mjs", ["bench/run.ts", ...SMOKE, "--smoke"], {
  isDeferred: true,
  isIdle: true,
});
if (!failedSteps.includes("build")) {
  if (!(await browserTests(chromium))) failedSteps.push("e2e");
}
if (!(await smoke).isOk) failedSteps.push("bench smoke");

const [unit, e2e] = [vitestCounts(), e2eCounts()];
const testSteps = [failedSteps.includes("vitest") && unit, failedSteps.includes("e2e") && e2e].filter(
  Boolean,
);
// A step that failed without a failed test of its own (lint, types, a crash) counts as one.
const otherFaults = failedSteps.length - testSteps.filter(({ failed }) => failed > 0).length;
for (const failure of failures()) console.log(`\n${failure}`);
if (failedSteps.length > 0) console.log(`\nFAILED: ${failedSteps.join(", ")}`);
console.log(`\n${unit.passed + e2e.passed} passed, ${unit.failed + e2e.failed + otherFaults} failed`);
process.exit(failedSteps.length === 0 ? 0 : 1);

async function browserTests(chromium) {
  if (!chromium && !runStep("install chromium", "playwright/cli.js", ["install", "chromium"]).isOk)
    return false;
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.e2e };
  return (await startStep("e2e", "@playwright/test/cli.js", ["test", "--reporter=list,json"], { env })).isOk;
}

// `npm test`: the check, then the browser tests and the benchmarks' gates against the production build it made. The last
// line counts all tests.

import { check } from "./check.js";
import { findOrInstallChromium } from "./chromium.js";
import { clearReport, e2eCounts, failures, REPORTS, runStep, vitestCounts } from "./step.js";

clearReport(REPORTS.e2e);
const failedSteps = check();
if (!failedSteps.includes("build")) {
  if (!browserTests()) failedSteps.push("e2e");
  if (!benchmarkGates()) failedSteps.push("bench gates");
}

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

/** What the product was made fast for: the short form of the benchmarks, against a bare baseline in the same run. */
function benchmarkGates() {
  const names = ["ticks", "batch", "live", "list", "commit", "storm", "multi"];
  return runStep("bench gates", "tsx/dist/cli.mjs", ["bench/run.ts", ...names, "--short", "--gate"]).isOk;
}

function browserTests() {
  const chromium = findOrInstallChromium();
  if (!chromium && !runStep("install chromium", "playwright/cli.js", ["install", "chromium"]).isOk)
    return false;
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.e2e };
  return runStep("e2e", "@playwright/test/cli.js", ["test", "--reporter=list,json"], { env }).isOk;
}

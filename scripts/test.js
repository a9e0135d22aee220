// `npm test`: the check, then the journeys of a browser (tests with the tag `@journey`) against the production build it
// made. `npm run e2e` runs the other browser tests, and
// those that start processes of the product. The last line counts all tests.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "./check.js";
import { findOrInstallChromium } from "./chromium.js";
import {
  clearReport,
  drawByTree,
  e2eCounts,
  failures,
  REPORTS,
  runStep,
  startStep,
  vitestCounts,
} from "./step.js";

drawByTree();
clearReport(REPORTS.journeys);
clearReport(REPORTS.e2e);
clearReport(REPORTS.processes);
const installing = findOrInstallChromium(); // takes a while where there is none
const folder = mkdtempSync(join(tmpdir(), "tickline-demo-"));
const demo = { TICKLINE_E2E_DEMO: join(folder, "data") };
const failedSteps = await check([["demo", "tsx/dist/cli.mjs", ["e2e/support/prepare-demo.ts"], demo]]);
const chromium = await installing;
if (!failedSteps.includes("build") && !failedSteps.includes("demo")) {
  if (!(await journeys(chromium))) failedSteps.push("e2e");
}
rmSync(folder, { recursive: true, force: true });

const [unit, e2e] = [vitestCounts(), e2eCounts(REPORTS.journeys)];
const testSteps = [failedSteps.includes("vitest") && unit, failedSteps.includes("e2e") && e2e].filter(
  Boolean,
);
// A step that failed without a failed test of its own (lint, types, a crash) counts as one.
const otherFaults = failedSteps.length - testSteps.filter(({ failed }) => failed > 0).length;
for (const failure of failures(REPORTS.vitest, REPORTS.journeys)) console.log(`\n${failure}`);
if (failedSteps.length > 0) console.log(`\nFAILED: ${failedSteps.join(", ")}`);
console.log(`\n${unit.passed + e2e.passed} passed, ${unit.failed + e2e.failed + otherFaults} failed`);
process.exit(failedSteps.length === 0 ? 0 : 1);

async function journeys(chromium) {
  if (!chromium && !runStep("install chromium", "playwright/cli.js", ["install", "chromium"]).isOk)
    return false;
  const env = { ...demo, PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.journeys };
  const args = ["test", "--grep", "@journey", "--reporter=list,json"];
  return (await startStep("e2e", "@playwright/test/cli.js", args, { env })).isOk;
}

// `npm run e2e`: what `npm test` leaves out and a landing needs: the search for unused code, the tests of dialects and channels,
// those that take seconds or start processes of the product, and the other browser tests. With arguments: the browser tests
// that they name. After an `npm test` the last line counts its tests, too.
import { findOrInstallChromium } from "./chromium.js";
import {
  clearReport,
  drawByTree,
  e2eCounts,
  failures,
  REPORTS,
  runStep,
  vitestArgs,
  vitestCounts,
} from "./step.js";

drawByTree();
const given = process.argv.slice(2);
const steps = [];
if (given.length === 0)
  steps.push(
    runStep("unused code", "knip/bin/knip.js", []), // half a change has some
    runStep(
      "other systems and processes",
      "vitest/vitest.mjs",
      vitestArgs(["landing", "e2e"], REPORTS.processes),
    ),
  );
await findOrInstallChromium();
clearReport(REPORTS.e2e);
const chosen = given.length > 0 ? given : ["--grep-invert", "@journey"];
const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.e2e };
steps.push(runStep("e2e", "@playwright/test/cli.js", ["test", "--reporter=list,json", ...chosen], { env }));

const failedSteps = steps.filter(({ isOk }) => !isOk).map(({ name }) => name);
for (const failure of failures(REPORTS.processes, REPORTS.e2e)) console.log(`\n${failure}`);
if (failedSteps.length > 0) console.log(`\nFAILED: ${failedSteps.join(", ")}`);
const counts = [
  vitestCounts(),
  e2eCounts(REPORTS.journeys),
  vitestCounts(REPORTS.processes),
  e2eCounts(REPORTS.e2e),
];
const sum = (of) => counts.reduce((total, count) => total + of(count), 0);
const failed = Math.max(
  sum((count) => count.failed),
  failedSteps.length,
);
console.log(`\n${sum((count) => count.passed)} passed, ${failed} failed`);
process.exit(failedSteps.length === 0 ? 0 : 1);

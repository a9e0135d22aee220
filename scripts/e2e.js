// `npm run e2e`: the browser tests that `npm test` leaves out, or those that the arguments name. After an `npm test` the last
// line counts its tests too.
import { findOrInstallChromium } from "./chromium.js";
import { clearReport, e2eCounts, REPORTS, runStep, vitestCounts } from "./step.js";

await findOrInstallChromium();
clearReport(REPORTS.e2e);
const given = process.argv.slice(2);
const args = given.length > 0 ? given : ["--grep-invert", "@journey"];
const { isOk } = runStep("e2e", "@playwright/test/cli.js", ["test", "--reporter=list,json", ...args], {
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.e2e },
});
const counts = [vitestCounts(), e2eCounts(REPORTS.journeys), e2eCounts(REPORTS.e2e)];
const sum = (of) => counts.reduce((total, count) => total + of(count), 0);
const failed = sum((count) => count.failed);
console.log(`\n${sum((count) => count.passed)} passed, ${isOk ? failed : Math.max(failed, 1)} failed`);
process.exit(isOk ? 0 : 1);

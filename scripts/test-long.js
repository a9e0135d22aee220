// `npm run test:long`: the tests that take minutes (test/long), and every key in every view that a change can empty.
import { buildIfStale } from "./build.js";
import { e2eCounts, REPORTS, runStep, vitestArgs, vitestCounts } from "./step.js";

await buildIfStale(); // some tests start the whole product, and wait for it only so long
// One file after the other: each starts a whole installation, and some measure how soon it answers.
const args = [...vitestArgs(["long"]), "--no-file-parallelism"];
const { isOk } = runStep("long tests", "vitest/vitest.mjs", args, { env: { TEST_LONG: "1" } });
const keys = runStep(
  "every key in every view",
  "@playwright/test/cli.js",
  ["test", "e2e/conversations/keys-after-leaving.spec.ts", "--reporter=list,json"],
  { env: { TEST_LONG: "1", PLAYWRIGHT_JSON_OUTPUT_FILE: REPORTS.e2e } },
);
const [unit, e2e] = [vitestCounts(), e2eCounts(REPORTS.e2e)];
const faults = Math.max(unit.failed, isOk ? 0 : 1) + Math.max(e2e.failed, keys.isOk ? 0 : 1);
console.log(`\n${unit.passed + e2e.passed} passed, ${faults} failed`);
process.exit(isOk && keys.isOk ? 0 : 1);

// `npm run test:long`: the tests that take minutes (test/long).
import { runStep, vitestArgs, vitestCounts } from "./step.js";

const { isOk } = runStep("long tests", "vitest/vitest.mjs", [...vitestArgs(), "test/long"], {
  env: { TEST_LONG: "1" },
});
const { passed, failed } = vitestCounts();
console.log(`\n${passed} passed, ${Math.max(failed, isOk ? 0 : 1)} failed`);
process.exit(isOk ? 0 : 1);

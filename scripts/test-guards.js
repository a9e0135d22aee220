// `npm run test:guards`: removes each guard from a copy of the source (test/long/mutants.ts), runs the tests that must
// fail, and prints the result of each. Red is right here; a green line fails the run.
import { readFileSync } from "node:fs";
import { MUTANTS } from "../test/long/mutants.ts";
import { REPORTS, runStep, vitestArgs } from "./step.js";

const { isOk } = runStep(
  "guards",
  "vitest/vitest.mjs",
  [...vitestArgs(["long"]), "test/long/mutants.test.ts"],
  {
    env: { TEST_LONG: "1" },
  },
);
const { testResults } = JSON.parse(readFileSync(REPORTS.vitest, "utf8"));
const results = testResults.flatMap(({ assertionResults }) => assertionResults);

const lines = MUTANTS.map(({ title, tests }) => {
  const found = results.find((result) => result.title === `a test turns red when ${title}`);
  const colour = found?.status === "passed" ? "red" : "GREEN";
  return [colour, `${((found?.duration ?? 0) / 1000).toFixed(1)} s`, title, tests];
});
const rows = [["result", "took", "mutant", "tests"], ...lines];
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
const line = (row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
console.log(`\n${rows.map(line).join("\n")}`);
process.exit(isOk ? 0 : 1);

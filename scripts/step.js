// How the check scripts run their programs and count tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./build.js";
import { e2eFailures, vitestFailures } from "./failures.js";

/** Where the test runners write what they counted. */
export const REPORTS = {
  vitest: join(ROOT, "test-results", "vitest.json"),
  e2e: join(ROOT, "test-results", "playwright.json"),
};

/** Runs a program of an installed package (`script`: its path in node_modules) and shows what it prints. */
export function runStep(name, script, args, { env = {} } = {}) {
  const from = performance.now();
  console.log(`\n— ${name}`);
  const program = script.startsWith("scripts/") ? join(ROOT, script) : join(ROOT, "node_modules", script);
  const { status, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  const isOk = status === 0;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${isOk ? "ok" : "FAILED"}: ${name} (${seconds} s)${error ? ` ${error.message}` : ""}`);
  return { name, isOk };
}

/** Arguments that make vitest show its usual report and write its counts. */
export function vitestArgs() {
  clearReport(REPORTS.vitest);
  return ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORTS.vitest}`];
}

export function clearReport(path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
}

/** `{ passed, failed }` of the last vitest run; a file that could not even be loaded counts as one failed. */
export function vitestCounts() {
  const report = readReport(REPORTS.vitest);
  if (!report) return { passed: 0, failed: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}

/** `{ passed, failed }` of the last playwright run. */
export function e2eCounts() {
  const report = readReport(REPORTS.e2e);
  if (!report) return { passed: 0, failed: 0 };
  return {
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.errors.length,
  };
}

/** The failed tests of both, each in a few lines. */
export function failures() {
  return [...vitestFailures(readReport(REPORTS.vitest)), ...e2eFailures(readReport(REPORTS.e2e))];
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

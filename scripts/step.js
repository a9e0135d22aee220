// Runs programs for the check scripts and counts tests.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./build.js";
import { e2eFailures, vitestFailures } from "./failures.js";

/** The report files of the test runners. */
export const REPORTS = {
  vitest: join(ROOT, "test-results", "vitest.json"),
  /** Those of dialects and channels, and those that take seconds or start processes of the product. */
  processes: join(ROOT, "test-results", "processes.json"),
  /** The browser tests of `npm test`, and those of `npm run e2e` and `npm run test:long`. */
  journeys: join(ROOT, "test-results", "journeys.json"),
  e2e: join(ROOT, "test-results", "playwright.json"),
};

/** The seed of what tests draw: the same wherever this commit is tested, another for each commit. */
export function drawByTree() {
  const { stdout } = spawnSync("git", ["rev-parse", "HEAD^{tree}"], { cwd: ROOT, encoding: "utf8" });
  process.env.TEST_SEED ??= String(Number.parseInt(stdout?.slice(0, 7) || "1", 16));
}

/** Runs a program of an installed package (`script`: its path in node_modules) and shows its output. */
export function runStep(name, script, args, { env = {} } = {}) {
  const from = performance.now();
  console.log(`\n— ${name}`);
  const { status, error } = spawnSync(process.execPath, [programOf(script), ...args], {
    ...settings(env),
    stdio: "inherit",
  });
  return end(name, { from, isOk: status === 0, error });
}

/**
 * The same in parallel with other steps. `isDeferred`: its output is printed at its end. `isIdle`: it and what it starts get
 * the processor time that the others leave.
 */
export async function startStep(name, script, args, { isDeferred = false, isIdle = false, env = {} } = {}) {
  const from = performance.now();
  if (!isDeferred) console.log(`\n— ${name}`);
  const child = spawn(process.execPath, [programOf(script), ...args], {
    ...settings(env),
    stdio: isDeferred ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  if (isIdle && child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => printed.push(bytes));
  const { isOk, error } = await new Promise((resolve) => {
    child.once("error", (error) => resolve({ isOk: false, error }));
    child.once("close", (code) => resolve({ isOk: code === 0 }));
  });
  if (isDeferred) console.log(`\n— ${name}\n${Buffer.concat(printed)}`);
  return end(name, { from, isOk, error });
}

const programOf = (script) =>
  script.startsWith("scripts/") ? join(ROOT, script) : join(ROOT, "node_modules", script);

const settings = (env = {}) => ({
  cwd: ROOT,
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
});

function end(name, { from, isOk, error }) {
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${isOk ? "ok" : "FAILED"}: ${name} (${seconds} s)${error ? ` ${error.message}` : ""}`);
  return { name, isOk };
}

/** Arguments that make vitest run some of its projects, show its usual report and write its counts. */
export function vitestArgs(projects, report = REPORTS.vitest) {
  clearReport(report);
  const chosen = projects.flatMap((name) => ["--project", name]);
  return ["run", ...chosen, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
}

export function clearReport(path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
}

/** `{ passed, failed }` of a vitest run; a file that could not be loaded counts as one failed test. */
export function vitestCounts(path = REPORTS.vitest) {
  const report = readReport(path);
  if (!report) return { passed: 0, failed: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}

/** `{ passed, failed }` of a playwright run. */
export function e2eCounts(path) {
  const report = readReport(path);
  if (!report) return { passed: 0, failed: 0 };
  return {
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.errors.length,
  };
}

/** The failed tests of a run of vitest and of one of playwright, each in a few lines. */
export function failures(vitest, playwright) {
  return [...vitestFailures(readReport(vitest)), ...e2eFailures(readReport(playwright))];
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

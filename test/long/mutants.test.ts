import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { MUTANTS } from "./mutants";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COPIED = ["app", "server", "test", "prisma", "package.json", "tsconfig.json", "vitest.config.ts"];

/** A copy of the sources, in which a mutant changes one file at a time. */
const folder = mkdtempSync(join(tmpdir(), "tickline-mutants-"));
for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Enough for all tests of the laws, also on a busy machine. */
const TIMEOUT_MS = 900_000;

test("every test that a mutant must fail is green without mutants", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { isGreen, output } = await runTests([...new Set(MUTANTS.map((mutant) => mutant.tests))]);
  expect(isGreen, output).toBe(true);
});

test.each(MUTANTS.map((mutant) => [mutant.title, mutant] as const))(
  "a test turns red when %s",
  { timeout: TIMEOUT_MS },
  async (_, { file, from, to, tests, red = 1 }) => {
    const path = join(folder, file);
    const source = readFileSync(path, "utf8");
    expect(source.split(from).length, `${file} contains the text once`).toBe(2);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
    try {
      const { isGreen, output } = await runTests([tests]);
      // Red must mean failed tests, not that none ran.
      const failed = Number(/Tests +(\d+) failed/.exec(output)?.[1] ?? 0);
      console.log(`${failed} red`);
      expect({ isGreen, isRed: failed >= red }, output).toEqual({ isGreen: false, isRed: true });
    } finally {
      writeFileSync(path, source);
    }
  },
);

const startsProcesses = (path: string): boolean => path.endsWith(".e2e.test.ts");

async function runTests(tests: readonly string[]): Promise<{ isGreen: boolean; output: string }> {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { PATH, HOME } = process.env;
  const names = ["pure", "shared", "landing", ...(tests.some(startsProcesses) ? ["e2e"] : [])];
  const projects = names.flatMap((name) => ["--project", name]);
  const args = [vitest, "run", "--color=false", "--reporter=dot", ...projects, ...tests];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    // The second wall would hide a query without its account.
    env: {
      PATH,
      HOME,
      NODE_ENV: "test",
      TEST_SEEDS: "25",
      TEST_WHOLE: "1",
      NO_COLOR: "1",
      TEST_ONE_ROLE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS, // else it would run into the next one
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  await once(child, "close");
  return { isGreen: child.exitCode === 0, output };
}

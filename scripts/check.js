// `npm run check`: everything but the browser tests. Every step runs, so that one run tells all; then says which failed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./build.js";
import { runStep, vitestArgs } from "./step.js";

/** Runs all steps and returns the names of those that failed. */
export function check() {
  const steps = [
    ...(existsSync(join(ROOT, "prisma", "schema.prisma"))
      ? [["prisma generate", "prisma/build/index.js", ["generate", "--config", "prisma/prisma.config.ts"]]]
      : []),
    ["biome", "@biomejs/biome/bin/biome", ["ci", "."]],
    ["next typegen", "next/dist/bin/next", ["typegen"]],
    ["tsc", "typescript/bin/tsc", ["--noEmit"]],
    ["vitest", "vitest/vitest.mjs", vitestArgs()],
    ["knip", "knip/bin/knip.js", []],
    ["build", "scripts/build.js", []],
  ];
  const failed = steps.map(([name, script, args]) => runStep(name, script, args)).filter(({ isOk }) => !isOk);
  return failed.map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = check();
  console.log(failed.length === 0 ? "\ncheck: all steps passed" : `\ncheck: FAILED in ${failed.join(", ")}`);
  process.exit(failed.length === 0 ? 0 : 1);
}

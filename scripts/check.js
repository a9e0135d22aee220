// `npm run check`: everything but the browser tests. Every step runs, so that one run tells all; then says which failed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IS_GENERATED, ROOT } from "./build.js";
import { runStep, startStep, vitestArgs } from "./step.js";

/** One after the other: some read what one before them wrote. They take the time in which vitest waits for others. */
const BESIDE_VITEST = [
  ["biome", "@biomejs/biome/bin/biome", ["ci", "."]],
  ["next typegen", "next/dist/bin/next", ["typegen"]],
  ["tsc", "typescript/bin/tsc", ["--noEmit"]],
  ["knip", "knip/bin/knip.js", []],
  ["build", "scripts/build.js", [IS_GENERATED]],
];

/** Runs all steps and returns the names of those that failed. */
export async function check() {
  const done = [];
  if (existsSync(join(ROOT, "prisma", "schema.prisma"))) {
    const args = ["generate", "--config", "prisma/prisma.config.ts"];
    done.push(runStep("prisma generate", "prisma/build/index.js", args));
  }
  const vitest = startStep("vitest", "vitest/vitest.mjs", vitestArgs());
  for (const [name, script, args] of BESIDE_VITEST)
    done.push(await startStep(name, script, args, { isHeldBack: true }));
  done.push(await vitest);
  return done.filter(({ isOk }) => !isOk).map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = await check();
  console.log(failed.length === 0 ? "\ncheck: all steps passed" : `\ncheck: FAILED in ${failed.join(", ")}`);
  process.exit(failed.length === 0 ? 0 : 1);
}

// `npm run check`: everything but the browser tests. Runs every step, then prints which failed.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IS_GENERATED, ROOT } from "./build.js";
import { runStep, startStep, vitestArgs } from "./step.js";

/**
 * Steps beside vitest, one after the other, because some read an earlier one's output. They use vitest's idle time, so
 * that work counts, not duration: several checkers check much twice, and tsc collects garbage a quarter as often.
 */
const BESIDE_VITEST = [
  ["biome", "@biomejs/biome/bin/biome", ["ci", "."]],
  ["next typegen", "next/dist/bin/next", ["typegen"]],
  ["tsc", "typescript/bin/tsc", ["--noEmit", "--checkers", "1"], { GOGC: "400" }],
  ["build", "scripts/build.js", [IS_GENERATED]],
];

/**
 * Runs all steps and returns the names of those that failed.
 * @param onBuild further steps, for the build: its name, program, arguments and environment
 */
export async function check(onBuild = []) {
  const done = [];
  if (existsSync(join(ROOT, "prisma", "schema.prisma"))) {
    const args = ["generate", "--config", "prisma/prisma.config.ts"];
    done.push(runStep("prisma generate", "prisma/build/index.js", args));
  }
  const vitest = startStep("vitest", "vitest/vitest.mjs", vitestArgs(["pure", "dom", "shared"]));
  for (const [name, script, args, env] of BESIDE_VITEST)
    done.push(await startStep(name, script, args, { isDeferred: true, env }));
  const isBuilt = done.at(-1).isOk;
  for (const [name, script, args, env] of isBuilt ? onBuild : [])
    done.push(await startStep(name, script, args, { isDeferred: true, env }));
  done.push(await vitest);
  return done.filter(({ isOk }) => !isOk).map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = await check();
  console.log(failed.length === 0 ? "\ncheck: all steps passed" : `\ncheck: FAILED in ${failed.join(", ")}`);
  process.exit(failed.length === 0 ? 0 : 1);
}

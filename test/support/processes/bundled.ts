import { existsSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../../..");

/** Where the programs of this test run are; test/support/database/postgres.ts makes and removes it. */
export const TEST_PROGRAMS = "TICKLINE_TEST_PROGRAMS";

/**
 * Bundles a program of the product into one file, once per test run: it starts in a third of the time that the sources
 * take. A stub replaces Next, so that `ROLE=web` needs no build of the pages.
 * @param entry path from the root, such as `server/main.ts`.
 * @returns arguments for node.
 */
export function bundled(entry: string): [file: string] {
  const folder = process.env[TEST_PROGRAMS];
  if (!folder)
    throw new Error("no folder for programs: run the tests with vitest (test/support/database/postgres.ts)");
  const outfile = join(folder, `${entry.replaceAll("/", "-")}.js`);
  if (existsSync(outfile)) return [outfile];
  const draft = `${outfile}.${process.pid}.js`; // another worker may bundle it too
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: draft,
    bundle: true,
    packages: "external",
    alias: {
      "server-only": "./server/lib/empty.ts",
      next: "./test/guarantees/processes/cluster/no-pages.ts",
    },
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  renameSync(draft, outfile);
  return [outfile];
}

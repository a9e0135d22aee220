import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");

/**
 * The server in one file, with a stand-in for Next, so that `ROLE=web` needs no build of the pages and a process
 * starts in a third of the time. Removed after the test.
 * @returns arguments for node.
 */
export async function bundleWithoutPages(): Promise<string[]> {
  const outfile = join(ROOT, "dist", "test", `main-${process.pid}-${Date.now()}.js`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["server/main.ts"],
    outfile,
    bundle: true,
    packages: "external",
    alias: { "server-only": "./server/lib/empty.ts", next: "./test/guarantees/cluster/no-pages.ts" },
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  onTestFinished(() => rmSync(outfile, { force: true }));
  return [outfile];
}

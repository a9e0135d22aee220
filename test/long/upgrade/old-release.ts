import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

export type OldRelease = {
  /** Its sources, with its own packages. */
  folder: string;
  /** Its bundled `server/main.ts`. */
  program: string;
};

/**
 * The sources of a commit with their own packages, in a folder beside the system's other temporary ones, which later runs use
 * again. Null: this clone does not have the commit.
 */
export function checkOut(commit: string): OldRelease | null {
  if (spawnSync("git", ["cat-file", "-e", `${commit}^{commit}`]).status !== 0) return null;
  const folder = join(tmpdir(), `tickline-release-${commit}`);
  const program = join(folder, "server-main.js");
  if (existsSync(program)) return { folder, program };
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", commit], { maxBuffer: 1024 ** 3 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const inFolder = { cwd: folder, stdio: "ignore" as const };
  if (!existsSync(join(folder, "node_modules")))
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], inFolder);
  execFileSync("npx", ["prisma", "generate", "--config", "prisma/prisma.config.ts"], inFolder);
  buildSync({
    absWorkingDir: folder,
    entryPoints: ["server/main.ts"],
    outfile: program,
    bundle: true,
    packages: "external",
    alias: { "server-only": "./server/lib/empty.ts", next: "./test/cluster/no-pages.ts" },
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  return { folder, program };
}

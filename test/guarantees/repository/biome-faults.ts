import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { z } from "zod";

/** A project with Biome's configuration and these files (path → source), in a temporary folder. @returns the folder. */
export function seedProject(files: Iterable<readonly [path: string, source: string]>): string {
  const project = mkdtempSync(join(tmpdir(), "tickline-seeded-"));
  for (const name of ["biome.jsonc", "biome.walls.json"]) copyFileSync(name, join(project, name));
  writeFileSync(join(project, ".gitignore"), "node_modules/\n");
  for (const [path, source] of files) {
    mkdirSync(join(project, dirname(path)), { recursive: true });
    writeFileSync(join(project, path), source);
  }
  return project;
}

const report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** The files in which Biome, as configured, reports `rule`, such as `style/noRestrictedImports`, relative to `folder`. */
export function faultedFiles(folder: string, rule: string): Set<string> {
  const biome = join(process.cwd(), "node_modules/@biomejs/biome/bin/biome");
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", folder];
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const parsed = report.safeParse(parseJson(stdout));
  if (!parsed.success) throw new Error(`biome printed: ${stdout.slice(0, 500)}${stderr}`);
  const found = parsed.data.diagnostics.filter(({ category }) => category === `lint/${rule}`);
  return new Set(
    found.map(({ location: { path } }) => (path.startsWith("/") ? relative(folder, path) : path)),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

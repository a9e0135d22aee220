import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/test/support/temporary-folder";

const NOBODY = 65_534;

test("a start by a user who may not build what is missing says so in one line", () => {
  const folder = temporaryFolder();
  for (const script of ["start.js", "build.js", "build-widget.js"])
    cpSync(join("scripts", script), join(folder, "scripts", script));
  mkdirSync(join(folder, "node_modules", "esbuild"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const stub = {
    "package.json": JSON.stringify({ type: "module", exports: "./index.js" }),
    "index.js": "export let build, transform;",
  };
  for (const [name, text] of Object.entries(stub))
    writeFileSync(join(folder, "node_modules", "esbuild", name), text);
  chmodSync(folder, 0o555);
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const { status, stderr } = spawnSync(process.execPath, ["scripts/start.js"], {
    cwd: folder,
    encoding: "utf8",
    ...user,
  });
  chmodSync(folder, 0o755);
  expect(stderr).toMatch(
    /^tickline: what is here is not built, .* cannot write to \S+: run `npm ci && npm run build` as its owner\n$/,
  );
  expect(status).toBe(1);
});

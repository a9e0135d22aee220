import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Packages that the browser must not load: zod probes `new Function`, which the content security policy reports. */
const KEPT_OUT = ["zod"];

test("no screen loads the contract's schemas", async () => {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).map((file) => join("app", file));
  const islands = files.filter(
    (file) => /(?<!\.test)\.tsx?$/.test(file) && /^"use client";/.test(readFileSync(file, "utf8")),
  );
  const { metafile } = await build({
    stdin: { contents: islands.map((file) => `import "./${file}";`).join(""), resolveDir: "." },
    write: false,
    bundle: true,
    packages: "external",
    metafile: true,
    platform: "browser",
    external: ["@/app/_actions/*"], // the browser gets their ids only
    jsx: "automatic",
    logLevel: "error",
  });
  const loading = Object.entries(metafile.inputs).filter(([, { imports }]) =>
    imports.some(({ path }) => KEPT_OUT.includes(path)),
  );
  expect(islands.length).toBeGreaterThan(100);
  expect(loading.map(([path]) => path)).toEqual([]);
});

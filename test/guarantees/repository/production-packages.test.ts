import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { productionPackages, readLock } from "../../../scripts/licences.js";

const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

test("Prisma's command line is no production dependency, and the image removes what an optional peer keeps", () => {
  expect(Object.keys(manifest.dependencies)).not.toContain("prisma");
  const installs = /^RUN (npm ci --omit=dev .*)$/m.exec(readFileSync("Dockerfile", "utf8"))?.[1];
  expect(installs).toMatch(/&& npm uninstall --no-save --omit=dev .*\bprisma &&/);
});

test("a build after `npm ci --omit=dev` finds Prisma's command line, by the client's optional peer", () => {
  expect(productionPackages(readLock()).map(({ name }) => name)).toContain("prisma");
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  describeLicences,
  FILE,
  isAllowed,
  OWN_FILES,
  productionPackages,
  readLock,
  refusedPackages,
} from "../../../scripts/licences.js";

const packages = productionPackages(readLock());

test("the list of third-party licences is that of the lock file: else run `npm run licences`", () => {
  expect(readFileSync(FILE, "utf8") === describeLicences(packages)).toBe(true);
  for (const name of ["next", "sharp", "@fontsource-variable/inter"])
    expect(packages.map((one) => one.name)).toContain(name);
});

test("every production package has a licence that is allowed", () => {
  expect(refusedPackages(packages)).toEqual([]);
});

test("a package without a licence, or with one that is not allowed, is refused; development packages are not listed", () => {
  const lock = {
    packages: {
      "": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/b": { version: "1.0.0", license: "AGPL-3.0" },
      "node_modules/c/node_modules/@d/e": { version: "2.0.0", license: "MIT" },
      "node_modules/f": { version: "1.0.0", license: "SSPL-1.0", dev: true },
    },
  };
  const found = productionPackages(lock);
  expect(found.map(({ name }) => name)).toEqual(["@d/e", "a", "b"]);
  expect(refusedPackages(found).map(({ licence }) => licence)).toEqual(["none stated", "AGPL-3.0"]);
});

test.each([
  ["MIT", true],
  ["MIT and ISC", true],
  ["(MIT OR GPL-3.0)", true],
  ["Apache-2.0 AND (GPL-3.0 OR AGPL-3.0)", false],
  ["MIT AND GPL-3.0", false],
  ["MIT GPL-3.0", false],
  ["toString", false],
  ["", false],
])("the expression %j is allowed: %s", (licence, isExpected) => {
  expect(isAllowed(licence)).toBe(isExpected);
});

test("every image and font that the product serves from its own folders is listed", () => {
  const tracked = execFileSync("git", ["ls-files", "app", "public"], { encoding: "utf8" });
  const files = tracked
    .split("\n")
    .filter((file) => /\.(png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf)$/.test(file));
  expect(files.sort()).toEqual([...OWN_FILES].sort());
});

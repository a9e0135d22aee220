import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RELEASE } from "./release";

test("the release is package.json's", () => {
  expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ version: RELEASE });
});

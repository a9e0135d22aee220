import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RELEASE } from "@/server/lib/process/release";

const sections = [
  ...readFileSync("CHANGELOG.md", "utf8").matchAll(/^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm),
].map(([, name, date]) => ({ name, date }));

test("the changelog has a dated section of this release, after what is not released yet", () => {
  expect(sections[0]).toEqual({ name: "Unreleased", date: undefined });
  expect(sections.find(({ name }) => name === RELEASE)?.date).toBeDefined();
});

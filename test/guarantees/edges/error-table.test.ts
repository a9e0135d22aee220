import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FAULTS, statusOf } from "@/server/http/_refusals/problem";
import { ROUTES } from "@/server/http/v1/routes";
import { REFUSED_ANYWHERE } from "./refused-anywhere";

const [, section = ""] = readFileSync("docs/api.md", "utf8").split("\n## Errors\n");
const [table = ""] = section.split("\n## ");
/** Status and code of every entry of the table. */
const listed = table.split("\n").flatMap((line) => {
  const [, status, codes = ""] = /^\| (\d{3}) \| (.*) \|$/.exec(line) ?? [];
  return [...codes.matchAll(/`([a-z_]+(?:\.[a-z_]+)?)`/g)]
    .map(([, code]) => `${status} ${code}`)
    .filter((code) => code !== `${status} requestId`);
});

const given = [...new Set([...REFUSED_ANYWHERE, ...ROUTES.flatMap(({ refuses }) => refuses)])];

test("the table of errors names every refusal that a route can give, with its status, and no other", () => {
  const named = given.map((code) => `${statusOf(code)} ${code}`);
  const faults = Object.entries(FAULTS).map(([code, [status]]) => `${status} ${code}`);
  expect(listed.toSorted()).toEqual([...named, ...faults].toSorted());
});

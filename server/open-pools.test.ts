import { expect, test } from "vitest";
import { connectionsOfAll, shareOfConnections } from "./open-pools";

test.each([
  { max: 20, webs: 2, share: 10 },
  { max: 20, webs: 7, share: 4 },
  { max: 40, webs: 7, share: 6 },
  { max: 20, webs: 31, share: 4 },
  { max: 2, webs: 4, share: 2 },
])("$webs web processes get $share of $max connections each", ({ max, webs, share }) => {
  expect(shareOfConnections(max, webs)).toBe(share);
});

test("the default with seven web processes fits into Postgres' 100 connections", () => {
  expect(connectionsOfAll(20, 7)).toBe(80);
});

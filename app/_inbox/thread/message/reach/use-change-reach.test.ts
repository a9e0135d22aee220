import { expect, test } from "vitest";
import { againMs } from "./use-change-reach";

test("a webhook's answer is asked for less and less often, and never less than once a minute", () => {
  expect([0, 1, 2, 3, 5, 6, 500].map(againMs)).toEqual([3_000, 3_000, 6_000, 12_000, 48_000, 60_000, 60_000]);
});

import { expect, test } from "vitest";
import { killAtRandom } from "./kill-at-random";

test("app, worker and Postgres, each killed once under changes, bulk operations and deletions: nothing is lost or told twice", async () => {
  const told = await killAtRandom({ kills: 3, seed: 20_261_120 });
  expect(told.bulks).toBeGreaterThan(0);
  expect(told.purges).toBeGreaterThan(0);
}, 180_000);

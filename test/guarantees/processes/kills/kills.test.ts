import { expect, test } from "vitest";
import { killAtRandom } from "./kill-at-random";

test("app, worker and Postgres, each killed once under changes, moves, ticks, bulk operations, deletions and confirmed calls: nothing is lost, told twice or out of order", async () => {
  const seed = Number(process.env["TEST_SEED"] ?? 20_261_120);
  const told = await killAtRandom({ kills: 3, seed });
  if (process.env["TEST_SEED"]) process.stdout.write(`killed at random: ${JSON.stringify(told)}\n`);
  expect(told.confirmed.succeeded).toBeGreaterThan(0);
  expect(told.moved).toBeGreaterThan(0);
  expect(told.bulks).toMatchObject({
    status: expect.any(Number),
    move: expect.any(Number),
    purge: expect.any(Number),
  });
}, 240_000);

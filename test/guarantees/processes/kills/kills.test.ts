import { expect, test } from "vitest";
import { killAtRandom } from "./kill-at-random";

test("nothing is lost, doubled or out of order when app, worker and Postgres are each killed once under changes, moves, ticks, bulk operations, deletions and confirmed calls", async () => {
  const seed = Number(process.env["TEST_SEED"] ?? 20_261_120);
  const summary = await killAtRandom({ kills: 3, seed });
  if (process.env["TEST_SEED"]) process.stdout.write(`killed at random: ${JSON.stringify(summary)}\n`);
  expect(summary.confirmed.succeeded).toBeGreaterThan(0);
  expect(summary.moved).toBeGreaterThan(0);
  expect(summary.bulks).toMatchObject({
    status: expect.any(Number),
    move: expect.any(Number),
    purge: expect.any(Number),
  });
}, 240_000);

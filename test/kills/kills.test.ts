import { expect, test } from "vitest";
import { killAtRandom } from "./kill-at-random";

test("app, worker and Postgres, each killed once under changes, moves, bulk operations, deletions and confirmed calls: nothing is lost, told twice or out of order", async () => {
  const seed = Number(process.env["TEST_SEED"] ?? 20_261_120);
  const told = await killAtRandom({ kills: 3, seed });
  if (process.env["TEST_SEED"]) process.stdout.write(`killed at random: ${JSON.stringify(told)}\n`);
  for (const count of [told.bulks, told.moved, told.purges, told.confirmed.succeeded, told.confirmed.failed])
    expect(count).toBeGreaterThan(0);
}, 180_000);

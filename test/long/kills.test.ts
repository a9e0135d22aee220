import { expect, test } from "vitest";
import { killAtRandom } from "@/test/long/kills/kill-at-random";

const KILLS = 50;

test(`app, worker and Postgres killed ${KILLS} times at random under changes, moves, ticks, bulk operations, deletions and confirmed calls`, async () => {
  const seed = Number(process.env["TEST_SEED"] ?? Date.now());
  process.stdout.write(`killed at random, TEST_SEED=${seed}\n`);
  const summary = await killAtRandom({ kills: KILLS, seed });
  process.stdout.write(`killed at random: ${JSON.stringify(summary)}\n`);
  expect(summary.kills).toBe(KILLS);
  expect(summary.confirmed.timed_out).toBeGreaterThan(0);
}, 1_200_000);

import { expect, test } from "vitest";
import { killAtRandom } from "@/test/long/kills/kill-at-random";
import { killWhileSending } from "@/test/long/kills/kill-while-sending";
import { VICTIMS } from "@/test/long/kills/product";

const KILLS = 50;
const SEND_KILLS = 10;
const LIMIT_MS = 600_000;
/** Of replies, when only Postgres is killed: the process that called keeps the answer. */
const UNCONFIRMED_PERCENT_MAX = 2;

const seed = Number(process.env["TEST_SEED"] ?? Date.now());
const report = (what: string, figures: object) =>
  process.stdout.write(`${what}, TEST_SEED=${seed}: ${JSON.stringify(figures)}\n`);

test(`app, worker and Postgres killed ${KILLS} times at random under changes, moves, ticks, bulk operations, deletions and confirmed calls`, async () => {
  process.stdout.write(`killed at random, TEST_SEED=${seed}\n`);
  const summary = await killAtRandom({ kills: KILLS, seed });
  report("killed at random", summary);
  expect(summary.kills).toBe(KILLS);
  expect(summary.confirmed.timed_out).toBeGreaterThan(0);
}, 1_200_000);

test.each([
  ["Postgres", "ignores repetitions", { victims: ["postgres"], deduplicates: true }],
  ["Postgres", "repeats", { victims: ["postgres"], deduplicates: false }],
  ["app, worker and Postgres", "ignores repetitions", { victims: VICTIMS, deduplicates: true }],
  ["app, worker and Postgres", "repeats", { victims: VICTIMS, deduplicates: false }],
] as const)(
  `%s killed ${SEND_KILLS} times while replies with files go to a program that %s`,
  async (who, _program, settings) => {
    const figures = await killWhileSending({ kills: SEND_KILLS, seed, ...settings });
    report("killed while sending", figures);
    if (who === "Postgres") expect(figures.unconfirmedPercent).toBeLessThanOrEqual(UNCONFIRMED_PERCENT_MAX);
  },
  LIMIT_MS,
);

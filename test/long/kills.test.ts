import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killInTurn } from "@/test/guarantees/processes/cluster/kill-in-turn";
import { resolveAmongTicks } from "@/test/guarantees/processes/resolve-among-ticks";
import { crashDrill } from "@/test/long/crash/crash-drill";
import { killAtRandom } from "@/test/long/kills/kill-at-random";
import { killWhileSending } from "@/test/long/kills/kill-while-sending";
import { VICTIMS } from "@/test/long/kills/product";
import { createTestDatabase } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { startRedis } from "@/test/support/database/redis";
import { createWorld, type World } from "@/test/support/scenes/world";

const LIMIT_MS = 600_000;

describe("kills", () => {
  const KILLS = 50;

  const SEND_KILLS = 10;

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
});

describe("crash", () => {
  const ROUNDS = 50;

  test(`tab, browser, server and network killed ${ROUNDS} times while a member types and sends: no text is lost, none is sent twice`, async () => {
    const seed = Number(process.env["TEST_SEED"] ?? Date.now());
    process.stdout.write(`crash drill, TEST_SEED=${seed}\n`);
    const figures = await crashDrill({ rounds: Number(process.env["TEST_ROUNDS"] ?? ROUNDS), seed });
    process.stdout.write(`crash drill: ${JSON.stringify(figures)}\n`);
    expect(Object.values(figures.kills).reduce((sum, kills) => sum + kills, 0)).toBe(figures.rounds);
  }, 1_800_000);
});

describe("killInTurn", () => {
  const ROUNDS = 6;

  const databases = [createTestDatabase(), createTestDatabase()] as const;

  test(
    `five processes, each killed ${ROUNDS} times under load, with the process bus over NOTIFY`,
    async () => {
      await check("NOTIFY", (await databases[0]).url, {});
    },
    LIMIT_MS,
  );

  test(
    `five processes, each killed ${ROUNDS} times under load, with the process bus over Redis`,
    async ({ skip }) => {
      const program = findProgram("redis-server");
      if ("missing" in program) return skip(program.missing);
      await check("Redis", (await databases[1]).url, { REDIS_URL: (await startRedis(program.path)).url });
    },
    LIMIT_MS,
  );

  async function check(bus: string, url: string, env: Record<string, string>): Promise<void> {
    const summary = await killInTurn({ url, env, seed: 2, rounds: ROUNDS, betweenMs: 1_000 });
    process.stdout.write(`killed in turn, process bus over ${bus}: ${JSON.stringify(summary)}\n`);
    expect(summary.kills).toBe(5 * ROUNDS);
  }
});

describe("bulk", () => {
  const CONVERSATIONS = 50_000;
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test(`${CONVERSATIONS} conversations resolve as as many events while ticks arrive and the worker is killed`, async () => {
    const among = { conversations: CONVERSATIONS, kills: 1, seed: Date.now() };
    const { wanted, changed, ticked } = await resolveAmongTicks(world, among);
    process.stdout.write(`resolved among ticks: ${JSON.stringify({ ...among, ticked })}\n`);
    expect(changed).toEqual(wanted);
    expect(ticked).toBeGreaterThan(100);
  }, 900_000);
});
